// carnet document seal-file and open-file: a file that opens only with the shares of enough people, without any network.
import { basename } from 'node:path';
import { canonicalJson, present, type JsonValue } from '@carnet/domain';
import { cutJson, joinJson, JSON_MEDIA_TYPE } from '../../documents/content/json-content.js';
import type { SectionSecrecy, SectionSource } from '../../documents/content/section-source.js';
import { FILE_GROUP, openFile, readSealedManifest, sealFile } from '../../documents/file/sealed-folder.js';
import { parseShareFile, type ShareFile } from '../../documents/file/share-file.js';
import type { OpenedSection } from '../../documents/opening/open-section.js';
import { writeNewFile } from '../../files/new-file.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { fileContent } from '../command/file-content.js';
import { readText, requireFileName } from '../command/files.js';
import { interruptible } from '../command/interruption.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { readCutDocument } from './cut-document.js';
import { shownProgress } from './progress.js';

async function sectionsOf(options: ParsedOptions, terminal: Terminal): Promise<readonly SectionSource[]> {
    const file = options.word('FILE');
    const padTo = options.number('pad-to');
    const secrecy: SectionSecrecy = {
        group: FILE_GROUP, ...options.flag('opaque') ? { opaque: true } : {}, ...present({ padTo }),
    };
    const pointers = options.all('seal');
    if (pointers.length > 0) {
        if (options.text('media-type') !== undefined) throw new UsageError('--media-type does not go with --seal: what is cut is JSON');
        return cutJson(readCutDocument(await readText(file, terminal), 'document'), Object.fromEntries(pointers.map(pointer => [pointer, secrecy])));
    }
    const mediaType = options.text('media-type') ?? 'application/octet-stream';
    return [{ ...secrecy, path: basename(file), mediaType, content: fileContent(file) }];
}

export const sealFileCommand: Command = {
    help: `Seals a file under a new key and splits the key: whoever has K of the share files opens it, whoever has fewer learns nothing.
Give each share file to one person, over a way that nobody else reads, and keep no copy; the folder may lie anywhere. Needs no network.
  --threshold   shares that are needed, 2 or more
  --share       a share file to be written, once for each holder; its name, without the ending, names him
  --out         folder to be made (default FILE.sealed)
  --seal        of a JSON file: seals only the part at this JSON Pointer, as /price; the rest stays readable. Numbers must be whole
  --opaque      hides name and type as well
  --pad-to      fills the content up to a multiple of so many bytes, so that its length stays unknown
  --media-type  default application/octet-stream
  --title       of the document, readable by everybody who has the folder
Nothing is overwritten, and where anything fails nothing stays.`,
    options: { threshold: 'K', share: 'SHAREFILE …', out: '[DIR]', seal: '[POINTER …]', opaque: 'flag', 'pad-to': '[BYTES]', 'media-type': '[TYPE]', title: '[TEXT]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const threshold = options.neededNumber('threshold');
        const shareFiles = options.all('share').map(requireFileName);
        if (shareFiles.length < 2) throw new UsageError('--share is given too rarely: name two share files or more');
        const folder = options.text('out') ?? `${options.word('FILE')}.sealed`;
        const order = { sections: await sectionsOf(options, terminal), folder, threshold, shareFiles, title: options.text('title') ?? null };
        const sealed = await interruptible(terminal.note, signal => sealFile(order, { signal, ...shownProgress(terminal, 'sealing') }));
        show(terminal, options, sealed, () => [
            ...factLines({ 'sealed': sealed.folder, 'document': sealed.docId, 'manifest': sealed.manifestHash, 'opens with': `${threshold} of ${shareFiles.length} shares` }),
            ...sealed.shares.map(({ path, holder }) => `share for ${holder}: ${path}`),
        ]);
        return EXIT.OK;
    },
};

/** A JSON document of which parts were sealed is put together again; anything else has one section. */
async function* wholeContent(sections: AsyncIterable<OpenedSection>, names: string[]): AsyncGenerator<Uint8Array, void, undefined> {
    const parts: { readonly path: string; readonly value: JsonValue }[] = [];
    for await (const section of sections) {
        names.push(section.path);
        if (section.mediaType !== JSON_MEDIA_TYPE || (section.path !== '' && parts.length === 0)) {
            yield* section.content;
            continue;
        }
        parts.push({ path: section.path, value: readCutDocument((await section.bytes()).toString('utf8'), 'section') });
    }
    if (parts.length > 0) yield new TextEncoder().encode(`${canonicalJson(joinJson(parts))}\n`);
}

export const openFileCommand: Command = {
    help: `Opens what \`carnet document seal-file\` sealed, with the share files of enough holders. Every share is compared with what the manifest commits
to, and a bad one is refused by the name of its holder; the content is checked to its end before FILE appears. Needs no network.
  --share  a share file; as many as the manifest asks for, or more
  --out    the file to be written; it must not exist`,
    options: { share: 'SHAREFILE …', out: 'FILE' },
    words: ['DIR'],
    connects: false,
    run: async (options, terminal) => {
        const folder = options.word('DIR');
        const out = requireFileName(options.needed('out'));
        const shares: ShareFile[] = [];
        for (const path of options.all('share')) shares.push(parseShareFile(await readText(path, terminal), path));
        const { docId, title } = await readSealedManifest(folder);
        const names: string[] = [];
        const bytes = await interruptible(terminal.note, signal => {
            const sections = openFile(folder, shares, { signal, ...shownProgress(terminal, 'opening') });
            return writeNewFile(out, wholeContent(sections, names));
        });
        const opened = { file: out, docId, title, bytes, sections: names };
        show(terminal, options, opened, () => factLines({ 'opened': out, 'document': docId, 'title': title ?? undefined, 'bytes': bytes, 'parts': names.filter(name => name !== '').join(', ') }));
        return EXIT.OK;
    },
};
