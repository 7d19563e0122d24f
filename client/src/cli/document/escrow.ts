// carnet document escrow and recover: a person's encryption key, sealed for managers and given back by enough of them.
import { escrowedKey, recoveredKey } from '../../documents/consent/escrowed-key.js';
import type { OwnDraft } from '../../documents/consent/sealing.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { requireFileName } from '../command/files.js';
import { UsageError } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { writeNewKeyFile } from '../key/new-key-file.js';
import { newPassphrase } from '../key/passphrase.js';
import { draftOf } from './planned-draft.js';

function onlyGroup({ groups }: OwnDraft): string {
    const [group, ...others] = Object.keys(groups);
    if (group === undefined || others.length > 0) throw new UsageError('the plan of an escrow names one group: the managers');
    return group;
}

export const escrow: Command = {
    help: `Seals your encryption key for managers, so that enough of them together can give it back to you. PLAN names them as its only group, and has the
type escrow; the key itself is never in a file of its own. Your signing key is never escrowed: a roster re-binds it (\`carnet document register-key --roster\`).
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['PLAN'],
    connects: true,
    run: async (options, terminal) => {
        const draft = await draftOf(options.word('PLAN'), terminal);
        if (draft.type !== 'escrow') throw new UsageError('the type of the plan is not escrow');
        const section = escrowedKey(await encryptionKeyOf(options, terminal), onlyGroup(draft));
        try {
            const sealed = { ...draft, sections: [...draft.sections, section] };
            const receipt = await connected(options, carnet => carnet.documents.seal(sealed, rootsOf(options)));
            show(terminal, options, receipt, () => factLines({ document: `${receipt.docId} version ${receipt.version}`, hash: receipt.manifestHash }));
        } finally {
            section.content.fill(0);
        }
        return EXIT.OK;
    },
};

export const recover: Command = {
    help: `Opens an escrow that the managers have granted you, and writes the encryption key into a new key file.
  --key  the key with which you asked: a new one, since the old one is lost
  --out  must not exist
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { out: 'FILE', ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const out = requireFileName(options.needed('out'));
        const reader = await encryptionKeyOf(options, terminal);
        const passphrase = await newPassphrase(out, options, terminal);
        const { key, receipt } = await connected(options, async carnet => {
            const review = await carnet.documents.review(options.word('DOCUMENT'), options.word('REQUEST'), rootsOf(options));
            const opened = await carnet.documents.open(review, reader);
            const recovered = await recoveredKey(opened);
            await writeNewKeyFile(out, recovered, passphrase);
            return { key: recovered, receipt: await carnet.documents.confirmOpened(opened) };
        });
        const publicKey = Buffer.from(key.publicKey).toString('base64');
        show(terminal, options, { file: out, publicKey, receipt }, () => factLines({ 'file': out, 'public key': publicKey, 'confirmed': receipt.at }));
        return EXIT.OK;
    },
};
