// carnet document acknowledge, dispute, sign and pending: what holders and parties do before a version is in force.
import { allOf } from '../../call/page.js';
import type { CheckedVersion } from '../../documents/consent/checked-versions.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import type { ParsedOptions } from '../command/options.js';
import { factLines, show, tableLines } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { HASH_OPTION, requireSeen } from '../command/seen.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { pendingItemLines, personText, versionLines } from './lines.js';

export const acknowledge: Command = {
    help: `Opens each of your shares of the newest version, compares it with what the manifest commits to, and says so on the ledger. A share that is no
good is refused by name: say so with \`carnet document dispute\`.
${ENCRYPTION_KEY_HELP}`,
    options: ENCRYPTION_KEY_OPTIONS,
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const key = await encryptionKeyOf(options, terminal);
        const statements = await connected(options, carnet => carnet.documents.acknowledge(options.word('DOCUMENT'), key));
        show(terminal, options, statements, () => tableLines(['group', 'share', 'status', 'at'],
            statements.map(({ group, index, status, at }) => [group, String(index), status, at])));
        return EXIT.OK;
    },
};

export const dispute: Command = {
    help: 'Says that your share of a group cannot be opened, or is not what the manifest commits to. Nothing of the share belongs in the reason.',
    options: { group: 'NAME', reason: 'TEXT' },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const about = { group: options.needed('group'), reason: options.needed('reason') };
        const statement = await connected(options, carnet => carnet.documents.dispute(options.word('DOCUMENT'), about));
        show(terminal, options, statement, () => [`share ${statement.group}/${statement.index} is disputed since ${statement.at}`]);
        return EXIT.OK;
    },
};

async function hashSeen(version: CheckedVersion, options: ParsedOptions, terminal: Terminal): Promise<string> {
    const hash = version.version.manifestHash;
    await requireSeen({ hash, lines: () => versionLines(version), question: 'Sign this?', printedBy: 'carnet document show' }, options, terminal);
    return hash;
}

export const sign: Command = {
    help: `Signs the newest version, as one of its parties or of those who may amend it. First it is shown what it says, and you are asked for a yes. Repeat it
after the last holder has acknowledged: then the version comes into force.
  --hash  of the manifest that you have read, as \`carnet document show\` prints it, in place of the yes
${ROOTS_HELP}`,
    options: { ...HASH_OPTION, ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const docId = options.word('DOCUMENT');
        const receipt = await connected(options, async ({ documents }) => {
            // Another version than the one whose hash is given is refused by sign() itself.
            const hash = options.text('hash') ?? await hashSeen(await documents.read(docId, rootsOf(options)), options, terminal);
            return await documents.sign(docId, hash);
        });
        const { parties, amending, shares } = receipt.missing;
        show(terminal, options, receipt, () => [...factLines({
            'document': `${receipt.docId} version ${receipt.version}`, 'status': receipt.status, 'hash': receipt.manifestHash,
            'signatures missing': parties.map(personText).join(', '), 'amending signatures missing': amending === 0 ? undefined : amending, 'shares missing': shares.join(', '),
        })]);
        return EXIT.OK;
    },
};

export const pending: Command = {
    help: 'Lists what waits for you: shares to acknowledge, versions to sign, requests to answer, and a proposal to replace your signing key.',
    words: [],
    connects: true,
    run: async (options, terminal) => {
        const items = await connected(options, carnet => allOf(carnet.documents.pending()));
        show(terminal, options, items, () => items.length === 0 ? ['nothing waits for you'] : pendingItemLines(items));
        return EXIT.OK;
    },
};
