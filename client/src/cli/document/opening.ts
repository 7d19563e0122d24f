// carnet document open and report: the sections that were granted, and proof against a holder who granted something else.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { shareName } from '@carnet/domain';
import type { OpenedSection } from '../../documents/opening/open-section.js';
import { makeFolder } from '../../files/folder-sync.js';
import { unwritable, writeNewFile } from '../../files/new-file.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { interruptible } from '../command/interruption.js';
import { UsageError } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { CONFIRMING_HELP, CONFIRMING_OPTIONS, confirmingOf, ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { badShareLines, personText } from './lines.js';
import { shownProgress } from './progress.js';
import { STORE_HELP, STORE_OPTION, storeOf } from './store-option.js';

interface Written { readonly path: string; readonly mediaType: string; readonly file: string }

/** A path of a document becomes the name of a file in one folder, whatever stands in it. */
function fileName({ place, path }: OpenedSection): string {
    const readable = path.normalize('NFC').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '');
    // 255 bytes are what file systems take, and a letter has up to four.
    return `${String(place).padStart(3, '0')}${readable === '' ? '' : `-${Array.from(readable).slice(0, 60).join('')}`}`;
}

/** Under its name only once all of it was checked. @throws CarnetError FILE_UNWRITABLE, and as the section */
async function writeSection(section: OpenedSection, folder: string): Promise<Written> {
    const file = join(folder, fileName(section));
    await makeFolder(folder, 0o700).catch((cause: unknown) => { throw unwritable(folder, cause); });
    await writeNewFile(file, section.content);
    return { path: section.path, mediaType: section.mediaType, file };
}

export const openDocument: Command = {
    help: `Opens what you asked for, once enough holders have agreed: writes each section into a new file of the folder DIR, and confirms the opening on
the ledger; where anything fails nothing stays. A holder who granted something else than his share is named; \`carnet document report\` proves it.
${STORE_HELP}
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { out: 'DIR', ...STORE_OPTION, ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const out = options.needed('out');
        const key = await encryptionKeyOf(options, terminal);
        const store = storeOf(options);
        const result = await interruptible(terminal.note, signal => connected(options, async carnet => {
            const review = await carnet.documents.review(options.word('DOCUMENT'), options.word('REQUEST'), { signal, ...rootsOf(options) });
            const opened = await carnet.documents.open(review, key, { signal, ...shownProgress(terminal, 'opening'), ...store === undefined ? {} : { stores: [store] } });
            const written: Written[] = [];
            try {
                for await (const section of opened) written.push(await writeSection(section, out));
                return { written, bad: opened.bad, receipt: await carnet.documents.confirmOpened(opened) };
            } catch (error) {
                // All or nothing: so that the same command can be given again.
                for (const { file } of written) await rm(file, { force: true });
                throw error;
            }
        }));
        show(terminal, options, result, () => [
            ...result.written.map(({ path, file }) => `${path}: ${file}`),
            ...badShareLines(result.bad),
            `confirmed at ${result.receipt.at}`,
        ]);
        return EXIT.OK;
    },
};

export const reportShare: Command = {
    help: `Proves to the organisations that a holder granted you something else than his share: they are given the reader key for him, and for nobody else,
and open the grant themselves. It stands on no ledger. A grant that is good is not reported: its share would be given away.
${CONFIRMING_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { share: 'GROUP/INDEX', ...CONFIRMING_OPTIONS, ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const [, group, index] = /^(.+)\/(\d{1,3})$/.exec(options.needed('share')) ?? [];
        if (group === undefined || index === undefined) throw new UsageError('--share is the group and the number of the holder: price/2');
        const checks = confirmingOf(options);
        const key = await encryptionKeyOf(options, terminal);
        const bad = await connected(options, async carnet => {
            const review = await carnet.documents.review(options.word('DOCUMENT'), options.word('REQUEST'), checks);
            return await carnet.documents.reportBadShare(review, { group, index: Number(index) }, key, checks);
        });
        show(terminal, options, bad, () => factLines({ 'bad share': shareName(bad.group, bad.index), 'of': personText(bad.holder), 'fault': bad.fault, 'at': bad.at }));
        return EXIT.OK;
    },
};
