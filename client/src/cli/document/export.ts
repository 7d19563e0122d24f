// carnet document export: a bundle that proves, without a network, what a document says and who signed it.
import { serialiseBundle } from '../../documents/bundle/format.js';
import type { BundleOrder } from '../../documents/consent/exporting.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { OWNER_ONLY, writeResult } from '../command/files.js';
import { show } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { STORE_HELP, STORE_OPTION, storeOf } from './store-option.js';

export const exportDocument: Command = {
    help: `Writes a bundle: all versions of a document with their signatures, sections of the one in force, and what organisations sign of it: that it is. \`carnet document verify\` checks it without a
network, \`carnet document redact\` makes copies that show less.
  --reveal   a section that is shown; left out, all public ones, and what the request opens
  --request  of an opening that was granted to you: its sections can be shown too, with your --key
  --without-ledger  ask no organisation to sign: the bundle then does not prove that the document was ever in force
${STORE_HELP}
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { 'out': 'FILE', 'reveal': '[PATH …]', 'request': '[ID]', 'without-ledger': 'flag', ...STORE_OPTION, ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS, 'key': '[FILE]' },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const [out, docId, request, reveal] = [options.needed('out'), options.word('DOCUMENT'), options.text('request'), options.all('reveal')];
        const store = storeOf(options);
        const key = request === undefined ? undefined : await encryptionKeyOf(options, terminal);
        const bundle = await connected(options, async carnet => {
            const roots = rootsOf(options);
            const order: BundleOrder = {
                docId, withoutLedger: options.flag('without-ledger'), ...reveal.length === 0 ? {} : { reveal }, ...store === undefined ? {} : { stores: [store] },
            };
            if (request === undefined || key === undefined) return await carnet.documents.exportBundle(order, roots);
            const review = await carnet.documents.review(docId, request, roots);
            return await carnet.documents.exportBundle({ ...order, granted: { review, key } }, roots);
        });
        await writeResult(out, serialiseBundle(bundle), terminal, OWNER_ONLY);
        if (out === '-') return EXIT.OK;
        const hidden = (bundle.versions.at(-1)?.manifest.sections.length ?? 0) - bundle.revealed.length;
        show(terminal, options, { file: out, shown: bundle.revealed.length, hidden }, () => [`${out}: ${bundle.revealed.length} sections shown, ${hidden} hidden`]);
        return EXIT.OK;
    },
};
