// carnet wallet pay, explain, propose, reserve, capture, release, refund, redeem and consolidate: money that moves.
import { present, type Coin } from '@carnet/domain';
import { formatAmount, parseAmount } from '../../wallets/amounts.js';
import { mergeable } from '../../wallets/coin-picking.js';
import type { NamedDecisions } from '../../wallets/payment-decisions.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
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

export const capture: Command = {
    help: 'Takes what was reserved for your wallet, once; what is not taken goes back to the payer.\n  --amount  default all of it',
    options: { amount: '[12.50]' },
    words: ['PROGRAMME', 'PAYMENT'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [programmeId, paymentId] = [options.word('PROGRAMME'), options.word('PAYMENT')];
        const currency = await currencyOfProgramme(carnet, programmeId);
        const text = options.text('amount');
        const amount = text === undefined ? (await carnet.wallets.payment(programmeId, paymentId)).order.amount : parseAmount(text, currency, '--amount');
        await carnet.wallets.capture({ programmeId, paymentId, amount });
        const payment = await carnet.wallets.payment(programmeId, paymentId);
        show(terminal, options, payment, () => paymentLines(payment, currency));
        return EXIT.OK;
    }),
};

export const release: Command = {
    help: 'Gives a reservation back to the payer: the payee at any time, everybody once it has expired.',
    words: ['PROGRAMME', 'PAYMENT'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [programmeId, paymentId] = [options.word('PROGRAMME'), options.word('PAYMENT')];
        await carnet.wallets.release(programmeId, paymentId);
        const payment = await carnet.wallets.payment(programmeId, paymentId);
        const currency = await currencyOfProgramme(carnet, programmeId);
        show(terminal, options, payment, () => paymentLines(payment, currency));
        return EXIT.OK;
    }),
};

export const refund: Command = {
    help: `Gives back a part or all of what your wallet was paid. The payer has it again as it was: the same purpose, the same expiry.
  --id  of the refund, chosen by you`,
    options: { id: 'ID', amount: '12.50' },
    words: ['PROGRAMME', 'PAYMENT'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [programmeId, paymentId] = [options.word('PROGRAMME'), options.word('PAYMENT')];
        const currency = await currencyOfProgramme(carnet, programmeId);
        const amount = amountOf(options, 'amount', currency);
        await carnet.wallets.refund({ refundId: options.needed('id'), programmeId, paymentId, amount });
        const payment = await carnet.wallets.payment(programmeId, paymentId);
        show(terminal, options, payment, () => paymentLines(payment, currency));
        return EXIT.OK;
    }),
};

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
            const all: Coin[] = [];
            for await (const coin of carnet.wallets.coins(walletId)) all.push(coin);
            coins = mergeable(all.filter(({ frozen }) => frozen === undefined))?.map(({ coinId }) => coinId) ?? [];
            if (coins.length === 0) throw new UsageError('the wallet has no lot of several coins');
        }
        const movement = await carnet.wallets.consolidate({ consolidationId, walletId, coins });
        show(terminal, options, movement, () => [movementLine(movement, currency)]);
        return EXIT.OK;
    }),
};
