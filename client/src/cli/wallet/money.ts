// carnet wallet pay, explain, propose, reserve, capture, release, refund, redeem and consolidate: money that moves.
import { present, type CaptureRequest, type Policy } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import { allOf } from '../../call/page.js';
import { formatAmount, parseAmount } from '../../wallets/amounts.js';
import { mergeable } from '../../wallets/coin-picking.js';
import type { NamedDecisions } from '../../wallets/payment-decisions.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { UsageError, type OptionKinds, type ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';
import { proposedLines } from '../decision/proposed-lines.js';
import { explanationLines, movementLine, paymentLines } from './lines.js';
import { amountOf, currencyOfProgramme, currencyOfWallet, inCurrency, ORDER_HELP, ORDER_OPTIONS, orderOf } from './money-options.js';

const DECISION_HELP = '  --decision    of the managers, where an approval is needed; given again for each further roster that is asked';

/** The first, and those of further rosters. */
function decisionsOf(options: ParsedOptions): NamedDecisions {
    const [decisionId, ...further] = options.all('decision');
    return present({ decisionId, furtherDecisions: further.length === 0 ? undefined : further });
}

export const pay: Command = {
    help: `Pays from a wallet with the key that it is bound to. Coins are picked for you. What the ledger refuses is said with all its reasons;
\`carnet wallet explain\` says as well what would be allowed.
${ORDER_HELP}
${DECISION_HELP}`,
    options: { ...ORDER_OPTIONS, decision: '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const { order, currency } = await orderOf(carnet, options);
        const payment = await inCurrency(currency, () => carnet.wallets.pay(order, decisionsOf(options)));
        show(terminal, options, payment, () => paymentLines(payment, currency));
        return EXIT.OK;
    }),
};

export const explain: Command = {
    help: `Says what the ledger would answer to this payment now: ALLOW, NEEDS_APPROVAL or DENY, all reasons, and the smallest changes that would be
allowed. Nothing is paid; one peer answers. The exit status is 0 whatever the answer.
${ORDER_HELP}
${DECISION_HELP}`,
    options: { ...ORDER_OPTIONS, decision: '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const { order, currency } = await orderOf(carnet, options);
        const explanation = await carnet.wallets.explain(order, decisionsOf(options));
        show(terminal, options, explanation, () => explanationLines(explanation, currency));
        return EXIT.OK;
    }),
};

export const propose: Command = {
    help: `Asks the managers for a payment that needs their approval. Once enough have approved, pay it with the same options and --decision.
${ORDER_HELP}
  --decision    id of the decision, chosen by you
  --until       when it can no longer be approved and paid, as 2027-01-31T18:00:00.000Z
  --roster      needed where approval rules name several
  --beside      the decision that another of these rosters was asked for: both must be on coins of the same policies`,
    options: { ...ORDER_OPTIONS, decision: 'ID', until: 'INSTANT', roster: '[ID]', beside: '[DECISION]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const { order, currency } = await orderOf(carnet, options);
        const decision = await inCurrency(currency, () => carnet.wallets.proposePayment(order, {
            decisionId: options.needed('decision'), expiry: options.needed('until'), ...present({ roster: options.text('roster'), beside: options.text('beside') }),
        }));
        show(terminal, options, decision, () => proposedLines(decision));
        return EXIT.OK;
    }),
};

export const reserve: Command = {
    help: `Sets money aside for a payee, who captures it later, once, in whole or in part.
${ORDER_HELP}
  --until       from then on it cannot be captured, and anybody may release it; at most 31 days ahead
  --capturable-from  from then on anybody may bring the whole of it to the payee; default: the payee alone, at once
${DECISION_HELP}`,
    options: { ...ORDER_OPTIONS, 'until': 'INSTANT', 'capturable-from': '[INSTANT]', 'decision': '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const { order, currency } = await orderOf(carnet, options);
        const times = { expiresAt: options.needed('until'), ...present({ capturableFrom: options.text('capturable-from') }) };
        const payment = await inCurrency(currency, () => carnet.wallets.reserve(order, times, decisionsOf(options)));
        show(terminal, options, payment, () => paymentLines(payment, currency));
        return EXIT.OK;
    }),
};

type PaymentName = Pick<CaptureRequest, 'programmeId' | 'paymentId'>;

/** Does something with a payment, and shows how it stands then. */
function changing(
    help: string, options: OptionKinds, change: (carnet: Carnet, payment: PaymentName, given: ParsedOptions, currency: Policy['currency']) => Promise<unknown>,
): Command {
    return {
        help,
        options,
        words: ['PROGRAMME', 'PAYMENT'],
        connects: true,
        run: (given, terminal) => connected(given, async carnet => {
            const named = { programmeId: given.word('PROGRAMME'), paymentId: given.word('PAYMENT') };
            const currency = await currencyOfProgramme(carnet, named.programmeId);
            await change(carnet, named, given, currency);
            const payment = await carnet.wallets.payment(named.programmeId, named.paymentId);
            show(terminal, given, payment, () => paymentLines(payment, currency));
            return EXIT.OK;
        }),
    };
}

export const capture = changing(
    'Takes what was reserved for your wallet, once; what is not taken goes back to the payer.\n  --amount  default all of it', { amount: '[12.50]' },
    async ({ wallets }, named, options, currency) => {
        const text = options.text('amount');
        const amount = text === undefined ? (await wallets.payment(named.programmeId, named.paymentId)).order.amount : parseAmount(text, currency, '--amount');
        await wallets.capture({ ...named, amount });
    },
);

export const release = changing('Gives a reservation back to the payer: the payee at any time, everybody once it has expired.', {},
    ({ wallets }, { programmeId, paymentId }) => wallets.release(programmeId, paymentId));

export const refund = changing(`Gives back a part or all of what your wallet was paid. The payer has it again as it was: the same purpose, the same expiry.
  --id  of the refund, chosen by you`, { id: 'ID', amount: '12.50' },
({ wallets }, named, options, currency) => wallets.refund({ refundId: options.needed('id'), ...named, amount: amountOf(options, 'amount', currency) }));

export const redeem: Command = {
    help: `Hands in what a payee of yours was paid; the issuer owes the sum outside. Made again, it redeems what is left.
  --id      begins the ids of the redemptions, chosen by you
  --amount  coins are redeemed whole, as many as make up no more than this; default all`,
    options: { id: 'ID', amount: '[12.50]' },
    words: ['PROGRAMME', 'PAYEE'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [programmeId, payeeId] = [options.word('PROGRAMME'), options.word('PAYEE')];
        const currency = await currencyOfProgramme(carnet, programmeId);
        const text = options.text('amount');
        const amount = text === undefined ? {} : { amount: parseAmount(text, currency, '--amount') };
        const redemption = await carnet.wallets.redeem({ redemptionId: options.needed('id'), programmeId, payeeId, ...amount });
        show(terminal, options, redemption, () => [
            `redeemed ${formatAmount(redemption.amount, currency)}: ${redemption.coins} coins`,
            ...redemption.movements.map(movement => movementLine(movement, currency)),
        ]);
        return EXIT.OK;
    }),
};

export const consolidate: Command = {
    help: `Makes one coin of several of one lot, 2 to 16. Payments do that by themselves where they need more coins than one transaction takes.
  --id    of the consolidation, chosen by you
  --coin  default: the largest of the lot with most coins`,
    options: { id: 'ID', coin: '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const walletId = options.word('WALLET');
        const consolidationId = options.needed('id');
        const currency = await currencyOfWallet(carnet, walletId);
        let coins = options.all('coin');
        if (coins.length === 0) {
            const free = (await allOf(carnet.wallets.coins(walletId))).filter(({ frozen }) => frozen === undefined);
            coins = mergeable(free)?.map(({ coinId }) => coinId) ?? [];
            if (coins.length === 0) throw new UsageError('the wallet has no lot of several coins');
        }
        const movement = await carnet.wallets.consolidate({ consolidationId, walletId, coins });
        show(terminal, options, movement, () => [movementLine(movement, currency)]);
        return EXIT.OK;
    }),
};
