// carnet document repair…: a lost share given back by others, step by step, each with a file that goes to the next.
import { present } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import type { RepairContributionMessage, RepairOrderMessage, RepairSumMessage } from '../../documents/repair/messages.js';
import type { RepairReview } from '../../documents/repair/reviewing.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readJson } from '../command/files.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';
import { CONFIRMING_HELP, CONFIRMING_OPTIONS, confirmingOf, ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { HASH_OPTION, requireSeen } from '../command/seen.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { giveMessage, messagesIn } from './message-files.js';
import { repairLines } from './resharing-lines.js';

const HASH_HELP = '  --hash  of the request that you have reviewed, in place of the yes';

function helperIn(text: string): { readonly index: number; readonly keyId?: string } {
    const [, index, keyId] = /^(\d{1,3})(?:=(.+))?$/.exec(text) ?? [];
    if (index === undefined) throw new UsageError(`--helper is '${text}': give the number of a holder, or number=key`);
    return { index: Number(index), ...present({ keyId }) };
}

export const askForRepair: Command = {
    help: `Asks others for your share of a group, which you have lost. As many help as open the group; none of them learns your share, and nobody has the key. The
way is: repair, repair-help by each helper, repair-sum by each, repair-finish by you. Writes the request, signed.
  --to      id of your registered encryption key to which you want the share: a new one, if the old one is lost
  --helper  number of a holder, as \`carnet document show\` prints it; 2=KEY where he is to be written to
            under another of his keys than the one to which his share is sealed
  --reason  for those who are asked
${ROOTS_HELP}`,
    options: { group: 'NAME', to: 'KEY', helper: 'N …', reason: 'TEXT', out: 'FILE', ...ROOTS_OPTION },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const order = {
            docId: options.word('DOCUMENT'), group: options.needed('group'), keyId: options.needed('to'), helpers: options.all('helper').map(helperIn),
            reason: options.needed('reason'),
        };
        const request = await connected(options, carnet => carnet.documents.repair.ask(order, rootsOf(options)));
        await giveMessage(request, 'for all who help', options, terminal);
        return EXIT.OK;
    },
};

async function reviewOf(carnet: Carnet, options: ParsedOptions, terminal: Terminal): Promise<RepairReview> {
    return carnet.documents.repair.review(await readJson<RepairOrderMessage>(options.word('REQUEST'), terminal), rootsOf(options));
}

export const reviewRepair: Command = {
    help: `Shows whose share is lost, why he wants it and what it opens. His signature is verified here.
${ROOTS_HELP}`,
    options: ROOTS_OPTION,
    words: ['REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const review = await connected(options, carnet => reviewOf(carnet, options, terminal));
        show(terminal, options, review, () => repairLines(review));
        return EXIT.OK;
    },
};

function seen(review: RepairReview, options: ParsedOptions, terminal: Terminal): Promise<void> {
    const lines = (): string[] => repairLines(review);
    return requireSeen({ hash: review.requestHash, lines, question: 'Help to give him his share back?', printedBy: 'carnet document repair-review' }, options, terminal);
}

export const helpRepair: Command = {
    help: `The first step of a helper: what he contributes, cut into random parts for all helpers. First it is shown who asks for what and why, and you are asked
for a yes. Give the file to all helpers; made again it is another one, and all must have the same.
${HASH_HELP}
${CONFIRMING_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { out: 'FILE', ...HASH_OPTION, ...CONFIRMING_OPTIONS, ...ENCRYPTION_KEY_OPTIONS },
    words: ['REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const checks = confirmingOf(options);
        const contribution = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options, terminal);
            await seen(review, options, terminal);
            return await carnet.documents.repair.contribute(review, await encryptionKeyOf(options, terminal), checks);
        });
        await giveMessage(contribution, 'for all who help, you too', options, terminal);
        return EXIT.OK;
    },
};

export const sumRepair: Command = {
    help: `The second step of a helper: the sum of what all helpers sent him, for the owner alone. Whoever sent a bad part is named.
  --contribution  the files of all helpers, yours too
${HASH_HELP}
${CONFIRMING_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { contribution: 'FILE …', out: 'FILE', ...HASH_OPTION, ...CONFIRMING_OPTIONS, ...ENCRYPTION_KEY_OPTIONS },
    words: ['REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const checks = confirmingOf(options);
        const contributions = await messagesIn<RepairContributionMessage>('contribution', options, terminal);
        const sum = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options, terminal);
            await seen(review, options, terminal);
            return await carnet.documents.repair.sum(review, contributions, await encryptionKeyOf(options, terminal), checks);
        });
        await giveMessage(sum, 'for the owner of the share', options, terminal);
        return EXIT.OK;
    },
};

export const finishRepair: Command = {
    help: `Puts your share together, compares it with the manifest, and stores it sealed to your key. Where it is refused, a helper gave something else: ask others.
  --sum  the files of all helpers
${ROOTS_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { sum: 'FILE …', ...ROOTS_OPTION, ...ENCRYPTION_KEY_OPTIONS },
    words: ['REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const sums = await messagesIn<RepairSumMessage>('sum', options, terminal);
        const key = await encryptionKeyOf(options, terminal);
        const statement = await connected(options, async carnet =>
            carnet.documents.repair.finish(await reviewOf(carnet, options, terminal), sums, key, rootsOf(options)));
        show(terminal, options, statement, () => [`share ${statement.group}/${statement.index} is yours again since ${statement.at}`]);
        return EXIT.OK;
    },
};
