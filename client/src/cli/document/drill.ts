// carnet document drill and drill-result: a rehearsal that a group could still open, in which nothing is opened.
import type { DrillStatement } from '../../documents/consent/drill.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readJson, writeResult } from '../command/files.js';
import { show, tableLines } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { personText } from './lines.js';

export const drill: Command = {
    help: `Opens your shares of the version in force, compares them with the commitments and writes a signed statement that it went well. The shares stay
with you, and nothing is sent; whoever holds the drill collects the statements for \`carnet document drill-result\`.
  --id  of the drill, given by whoever holds it
${ENCRYPTION_KEY_HELP}`,
    options: { id: 'ID', out: 'FILE', ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const [out, name] = [options.needed('out'), { docId: options.word('DOCUMENT'), drillId: options.needed('id') }];
        const key = await encryptionKeyOf(options, terminal);
        const statements = await connected(options, carnet => carnet.documents.drill(name, key));
        await writeResult(out, `${JSON.stringify(statements, null, 2)}\n`, terminal);
        if (out !== '-') show(terminal, options, { file: out, statements: statements.length }, () => [`${out}: ${statements.length} of your shares work`]);
        return EXIT.OK;
    },
};

/** Bytes of a file of statements: one statement takes two kilobytes, and a holder makes one for each group. */
const STATEMENTS_MAX_BYTES = 1024 * 1024;

async function statementsIn(path: string, terminal: Terminal): Promise<readonly DrillStatement[]> {
    const statements = await readJson<unknown>(path, terminal, STATEMENTS_MAX_BYTES);
    if (Array.isArray(statements)) return statements as DrillStatement[];
    throw new CarnetError('FILE_UNREADABLE', `${path} is no list of statements.`, { details: { path } });
}

export const drillResult: Command = {
    help: `Verifies the statements of a drill and says of each group whether those who took part are enough to open it. Exit status 3 where they are not. A
holder who lies can sign a statement: a drill finds lost keys, neither bad faith nor shares that were dealt badly.
${ROOTS_HELP}`,
    options: { id: 'ID', statement: 'FILE …', ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const statements: DrillStatement[] = [];
        for (const file of options.all('statement')) statements.push(...await statementsIn(file, terminal));
        const name = { docId: options.word('DOCUMENT'), drillId: options.needed('id') };
        const groups = await connected(options, carnet => carnet.documents.drillResult(name, statements, rootsOf(options)));
        show(terminal, options, groups, () => tableLines(['group', 'needs', 'able', 'silent', 'could open'], groups.map(({ group, k, able, silent, canOpen }) =>
            [group, String(k), able.join(', '), silent.map(({ index, identity }) => `${index} (${personText(identity)})`).join(', '), canOpen ? 'yes' : 'NO'])));
        return groups.every(({ canOpen }) => canOpen) ? EXIT.OK : EXIT.NOT_PROVED;
    },
};
