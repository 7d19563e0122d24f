// carnet document reshare…: the key of a group shared anew among other holders, step by step, each with a file that goes to the next.
import { present } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import type { CheckedResharing, ResharingMessages } from '../../documents/resharing/finishing.js';
import type { JoiningMessage, RedealingMessage } from '../../documents/resharing/messages.js';
import type { SignedProposal } from '../../documents/resharing/proposal.js';
import type { ResharingReview } from '../../documents/resharing/reviewing.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readJson } from '../command/files.js';
import type { ParsedOptions } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { CONFIRMING_HELP, CONFIRMING_OPTIONS, confirmingOf, ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { HASH_OPTION, requireSeen } from '../command/seen.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { giveMessage, messagesIn } from './message-files.js';
import { holdersIn } from './registered-key-file.js';
import { resharingLines } from './resharing-lines.js';

const HASH_HELP = '  --hash  of the proposal that you have reviewed, in place of the yes';

export const proposeResharing: Command = {
    help: `Proposes to share the key of a group anew: among others, or among the same so that old shares are dead. The key stays what it is, and nobody has it
meanwhile; the way is: reshare, reshare-agree by those who sign the version, reshare-deal by old holders, reshare-join by new ones, reshare-finish by you, then
acknowledge and sign. Writes the proposal, signed, for all who take part.
  --threshold  shares that are needed from then on
  --holder     once for each new holder, in order: what \`carnet document register-key --json\` printed for him
  --reason     for those who are asked
  --dealing    number of the version whose shares are dealt; left out, those in force. An earlier one where the last turned out to be bad
${ROOTS_HELP}`,
    options: { group: 'NAME', threshold: 'K', holder: 'FILE …', reason: 'TEXT', dealing: '[N]', out: 'FILE', ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const [group, reason, k, dealing] = [options.needed('group'), options.needed('reason'), options.neededNumber('threshold'), options.number('dealing')];
        const order = { docId: options.word('DOCUMENT'), group, k, holders: await holdersIn(options.all('holder'), terminal), reason };
        const proposal = await connected(options, carnet =>
            carnet.documents.resharing.propose({ ...order, ...present({ dealing }) }, rootsOf(options)));
        await giveMessage(proposal, 'for those who must agree, then for old and new holders', options, terminal);
        return EXIT.OK;
    },
};

async function reviewOf(carnet: Carnet, options: ParsedOptions, terminal: Terminal): Promise<ResharingReview> {
    return carnet.documents.resharing.review(await readJson<SignedProposal>(options.word('PROPOSAL'), terminal), rootsOf(options));
}

export const reviewResharing: Command = {
    help: `Shows who proposes to share a key anew, why, among whom and what that opens. All signatures are verified here.
${ROOTS_HELP}`,
    options: ROOTS_OPTION,
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const review = await connected(options, carnet => reviewOf(carnet, options, terminal));
        show(terminal, options, review, () => resharingLines(review));
        return EXIT.OK;
    },
};

function seen(review: ResharingReview, question: string, options: ParsedOptions, terminal: Terminal): Promise<void> {
    return requireSeen({ hash: review.proposalHash, lines: () => resharingLines(review), question, printedBy: 'carnet document reshare-review' }, options, terminal);
}

export const agreeToResharing: Command = {
    help: `Signs a proposal to share a key anew, as a party of the document or as one of those who may amend it: before all of them have, nobody deals.
${HASH_HELP}
${ROOTS_HELP}`,
    options: { out: 'FILE', ...HASH_OPTION, ...ROOTS_OPTION },
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const proposal = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options, terminal);
            await seen(review, 'Agree to this?', options, terminal);
            return await carnet.documents.resharing.agree(review);
        });
        await giveMessage(proposal, 'the proposal, with your signature', options, terminal);
        return EXIT.OK;
    },
};

export const dealForResharing: Command = {
    help: `Deals your share among the new holders, each part sealed to one of them. First it is shown who proposes what and why, and you are asked for a yes.
Let more old holders deal than are needed: two more, and one who deals something else than his share is named. Give the file to all new holders; made again
it is another dealing, and all must have the same.
${HASH_HELP}
${CONFIRMING_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { out: 'FILE', ...HASH_OPTION, ...CONFIRMING_OPTIONS, ...ENCRYPTION_KEY_OPTIONS },
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const checks = confirmingOf(options);
        const dealing = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options, terminal);
            await seen(review, 'Deal your share among the new holders?', options, terminal);
            return await carnet.documents.resharing.deal(review, await encryptionKeyOf(options, terminal), checks);
        });
        await giveMessage(dealing, 'for all new holders, and for whoever proposed', options, terminal);
        return EXIT.OK;
    },
};

export const joinResharing: Command = {
    help: `Adds up what the old holders dealt you to your new share, and seals it to your own key. Whoever sent you a bad part is named.
  --dealt  the files of the old holders: all new holders take the same
${HASH_HELP}
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { dealt: 'FILE …', out: 'FILE', ...HASH_OPTION, ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const dealings = await messagesIn<RedealingMessage>('dealt', options, terminal);
        const joining = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options, terminal);
            await seen(review, 'Hold a share of this?', options, terminal);
            return await carnet.documents.resharing.join(review, dealings, await encryptionKeyOf(options, terminal), rootsOf(options));
        });
        await giveMessage(joining, 'for whoever proposed', options, terminal);
        return EXIT.OK;
    },
};

async function sentIn(options: ParsedOptions, terminal: Terminal): Promise<ResharingMessages> {
    return {
        dealings: await messagesIn<RedealingMessage>('dealt', options, terminal), joinings: await messagesIn<JoiningMessage>('joined', options, terminal),
    };
}

function checkFacts({ dealers, finds }: Pick<CheckedResharing, 'dealers' | 'finds'>): Readonly<Record<string, string>> {
    const found = finds === 0
        ? 'nothing: no more old holders dealt than are needed. Open once before you purge the old shares'
        : `that what was dealt is of one key, as long as no more than ${finds} of the old holders lie`;
    return { 'dealt by': dealers.join(', '), 'checked': found };
}

export const finishResharing: Command = {
    help: `Checks that dealings and new shares belong together and hands in the version in which the new holders hold the shares. They acknowledge, the parties
sign; then it is in force, and the old shares are dead. Done again with the same files it hands in the same.
${ROOTS_HELP}`,
    options: { dealt: 'FILE …', joined: 'FILE …', ...ROOTS_OPTION },
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const messages = await sentIn(options, terminal);
        const receipt = await connected(options, async carnet =>
            carnet.documents.resharing.finish(await reviewOf(carnet, options, terminal), messages, rootsOf(options)));
        const { docId, version, manifestHash, recordedAt, checked } = receipt;
        show(terminal, options, receipt, () => factLines({
            'document': `${docId} version ${version}`, 'status': 'DRAFT', 'hash': manifestHash, 'recorded': recordedAt, ...checkFacts(checked),
        }));
        return EXIT.OK;
    },
};

export const checkResharing: Command = {
    help: `Checks, for those who sign it, that the draft on the ledger is what these files make, and that what was dealt belongs together. Prints its hash.
${ROOTS_HELP}`,
    options: { dealt: 'FILE …', joined: 'FILE …', ...ROOTS_OPTION },
    words: ['PROPOSAL'],
    connects: true,
    run: async (options, terminal) => {
        const messages = await sentIn(options, terminal);
        const checked = await connected(options, async carnet =>
            carnet.documents.resharing.check(await reviewOf(carnet, options, terminal), messages, rootsOf(options)));
        show(terminal, options, checked, () => factLines({ 'hash': checked.manifestHash, ...checkFacts(checked) }));
        return EXIT.OK;
    },
};
