// carnet document request, review, approve, deny and veto: the way from a question to an open section.
import { randomUUID } from 'node:crypto';
import { OPENING_MAX_DAYS, type HolderAnswer } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import type { OpeningReview } from '../../documents/consent/reviewing.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { daysOf } from '../command/expiry-option.js';
import type { ParsedOptions } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { CONFIRMING_HELP, CONFIRMING_OPTIONS, confirmingOf, ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { HASH_OPTION, requireSeen } from '../command/seen.js';
import { ENCRYPTION_KEY_HELP, ENCRYPTION_KEY_OPTIONS, encryptionKeyOf } from '../key/encryption-key-option.js';
import { answerLines, personText, reviewLines } from './lines.js';

const OPENING_DAYS = { default: 14, max: OPENING_MAX_DAYS };

export const requestOpening: Command = {
    help: `Asks the holders to open sealed sections. Prints the id of the request.
  --purpose  for the holders; it stands on the ledger for ever, so no name of a person
  --section  a sealed section; left out, all of them
  --id       chosen by you: the same command with the same id asks once; another one with it is refused
  --days     until it expires (default ${OPENING_DAYS.default})
${ENCRYPTION_KEY_HELP}`,
    options: { 'purpose': 'TEXT', 'section': '[PATH …]', 'id': '[ID]', 'days': '[N]', ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const sections = options.all('section');
        const order = {
            docId: options.word('DOCUMENT'), requestId: options.text('id') ?? randomUUID(), purpose: options.needed('purpose'),
            expires: { days: daysOf(options, OPENING_DAYS) }, ...sections.length === 0 ? {} : { sections },
        };
        const key = await encryptionKeyOf(options, terminal);
        const opening = await connected(options, carnet => carnet.documents.requestOpening(order, key));
        const { request, earliest } = opening;
        show(terminal, options, opening, () => [
            ...factLines({
                request: request.requestId, document: `${request.docId} version ${request.version}`, opens: request.sections.join(', '),
                groups: request.groups.join(', '), earliest, expires: request.expires,
            }),
            'Its holders find it with `carnet document pending`; once enough of them agree, `carnet document open` opens it with the same key.',
        ]);
        return EXIT.OK;
    },
};

function reviewOf(carnet: Carnet, options: ParsedOptions): Promise<OpeningReview> {
    return carnet.documents.review(options.word('DOCUMENT'), options.word('REQUEST'), rootsOf(options));
}

export const reviewOpening: Command = {
    help: `Shows who asks for what and why, what that would open, and what the others have said. The signature of whoever asks is verified here.
${ROOTS_HELP}`,
    options: ROOTS_OPTION,
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const review = await connected(options, carnet => reviewOf(carnet, options));
        show(terminal, options, review, () => reviewLines(review));
        return EXIT.OK;
    },
};

function showAnswers(terminal: Terminal, options: ParsedOptions, answers: readonly HolderAnswer[]): void {
    show(terminal, options, answers, () => answerLines(answers));
}

export const approveOpening: Command = {
    help: `Gives your share to whoever asks, sealed to the key that he signed. First it is shown who asks for what and why, and you are asked for a yes; then
peers of two organisations confirm that nothing speaks against it.
  --hash  of the request that you have reviewed, in place of the yes
${CONFIRMING_HELP}
${ENCRYPTION_KEY_HELP}`,
    options: { ...HASH_OPTION, ...CONFIRMING_OPTIONS, ...ENCRYPTION_KEY_OPTIONS },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const checks = confirmingOf(options);
        const answers = await connected(options, async carnet => {
            const review = await reviewOf(carnet, options);
            const shown = { hash: review.requestHash, lines: () => reviewLines(review), question: 'Give your share for this?', printedBy: 'carnet document review' };
            await requireSeen(shown, options, terminal);
            return await carnet.documents.approve(review, await encryptionKeyOf(options, terminal), checks);
        });
        showAnswers(terminal, options, answers);
        return EXIT.OK;
    },
};

export const denyOpening: Command = {
    help: `Says no to a request, for all of your shares that it asks for. The answer and its reason stand on the ledger.
${ROOTS_HELP}`,
    options: { reason: 'TEXT', ...ROOTS_OPTION },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const reason = options.needed('reason');
        const answers = await connected(options, async carnet => carnet.documents.deny(await reviewOf(carnet, options), reason));
        showAnswers(terminal, options, answers);
        return EXIT.OK;
    },
};

export const vetoOpening: Command = {
    help: `Stops an opening during its cooling-off, where the policy of the document lets you.
${ROOTS_HELP}`,
    options: { reason: 'TEXT', ...ROOTS_OPTION },
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const reason = options.needed('reason');
        const veto = await connected(options, async carnet => carnet.documents.veto(await reviewOf(carnet, options), reason));
        show(terminal, options, veto, () => factLines({ 'vetoed by': personText(veto.by), 'at': veto.at, 'reason': veto.reason }));
        return EXIT.OK;
    },
};
