// carnet document rotate: what was opened by consent, sealed again under new keys.
import { present } from '@carnet/domain';
import type { OpeningReview } from '../../documents/consent/reviewing.js';
import { sameHolders, type RotationOrder } from '../../documents/consent/rotating.js';
import type { NewGroup } from '../../documents/sealing/draft.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { interruptible } from '../command/interruption.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { badShareLines } from './lines.js';
import { shownProgress } from './progress.js';
import { holdersIn } from './registered-key-file.js';
import { STORE_HELP, STORE_OPTION, storeOf } from './store-option.js';

/** The groups of the opening, or one of them; with other holders, or the same. */
async function groupsOf(review: OpeningReview, options: ParsedOptions, terminal: Terminal): Promise<RotationOrder> {
    const all = sameHolders(review);
    const [name, paths, k] = [options.text('group'), options.all('holder'), options.number('threshold')];
    const wanted = name === undefined ? all : Object.fromEntries(Object.entries(all).filter(([group]) => group === name));
    const [first, ...others] = Object.entries(wanted);
    if (first === undefined) throw new UsageError(`the request does not ask for a group ${name ?? ''}`);
    if (paths.length === 0 && k === undefined) return wanted;
    if (others.length > 0) throw new UsageError('--holder and --threshold are for one group: name it with --group');
    const [group, before] = first;
    const holders = paths.length === 0 ? before.holders : await holdersIn(paths, terminal);
    if (before.tree !== undefined) throw new UsageError(`the group ${group} has a rule of release: amend the document to change it`);
    return { [group]: { k: k ?? before.k, holders } satisfies NewGroup };
}

export const rotate: Command = {
    help: `Seals the groups of what you asked for again, under new keys, once enough holders have agreed, and hands the version in: sections keep their names and
leaves, and old shares open nothing of it. The holders acknowledge, the parties sign; then purge the old shares. This is how somebody is excluded who has
copied his share; to change holders without opening anything, see \`carnet document reshare\`. The opening is confirmed before the version is handed in:
where either is refused, rotate again.
  --group      of the request; left out, all of them
  --holder     once for each holder, in order: what \`carnet document register-key --json\` printed for him; left out, the same as
               before, each with the key to which his share is sealed now
  --threshold  shares that are needed; left out, as many as before
${STORE_HELP}
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { group: '[NAME]', holder: '[FILE …]', threshold: '[K]', ...STORE_OPTION, ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const key = await encryptionKeyOf(options, terminal);
        const store = storeOf(options);
        const rotated = await interruptible(terminal.note, signal => connected(options, async carnet => {
            const review = await carnet.documents.review(options.word('DOCUMENT'), options.word('REQUEST'), { signal, ...rootsOf(options) });
            return await carnet.documents.rotate(review, key, await groupsOf(review, options, terminal), {
                signal, ...rootsOf(options), ...present({ store }),
                ...shownProgress(terminal, 'sealing'),
            });
        }));
        const { docId, version, manifestHash, recordedAt, bad, confirmed } = rotated;
        show(terminal, options, rotated, () => [
            ...factLines({ document: `${docId} version ${version}`, status: 'DRAFT', hash: manifestHash, recorded: recordedAt }),
            ...badShareLines(bad),
            'Its holders acknowledge their shares, its parties sign the hash; then it is in force.',
            `The opening was confirmed at ${confirmed.at}.`,
        ]);
        return EXIT.OK;
    },
};
