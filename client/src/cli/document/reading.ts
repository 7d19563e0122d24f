// carnet document show, verify-original and audit: what a document says of itself, what is of it, and what was done with it.
import { present } from '@carnet/domain';
import { allOf } from '../../call/page.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { factLines, show } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { auditLines, versionLines } from './lines.js';

export const showDocument: Command = {
    help: `Shows a version of a document with its hash, its groups and who has signed: the draft, or the one in force. What a peer shows is compared with the
hash, and every signature is verified.
  --version  another one
${ROOTS_HELP}`,
    options: { version: '[N]', ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const number = options.number('version');
        const read = { ...rootsOf(options), ...present({ version: number }) };
        const version = await connected(options, carnet => carnet.documents.read(options.word('DOCUMENT'), read));
        show(terminal, options, version, () => versionLines(version));
        return EXIT.OK;
    },
};

export const verifyOriginal: Command = {
    help: `Asks the ledger whether a section is of a version, and whether that is in force, by the section's leaf alone: neither content nor salt is sent.
That the section is of it is verified here, from the signatures of the parties; that the version is in force is what the peer says.
  --version  which one
  --leaf     of the section, 64 digits: as \`document show --json\` and a bundle have it
${ROOTS_HELP}`,
    options: { version: 'N', leaf: 'HASH', ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const [version, leaf] = [options.neededNumber('version'), options.needed('leaf')];
        const proof = await connected(options, carnet =>
            carnet.documents.verifyOriginal({ docId: options.word('DOCUMENT'), version, leaf }, rootsOf(options)));
        const { docId, path, status, manifestHash } = proof;
        show(terminal, options, proof, () => factLines({
            'document': docId, 'version': version, 'section': path === '' ? '(rest)' : path, 'manifest': manifestHash, 'status': status,
        }));
        return EXIT.OK;
    },
};

export const audit: Command = {
    help: 'Prints all that was done with a document, by whom and when, the oldest first.',
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const rows = await connected(options, carnet => allOf(carnet.documents.audit(options.word('DOCUMENT'))));
        show(terminal, options, rows, () => auditLines(rows));
        return EXIT.OK;
    },
};
