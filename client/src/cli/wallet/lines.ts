// How wallets, statements, payments and what was decided about them are shown to people.
import {
    walletAccount,
    type Explanation, type JournalRow, type Leg, type Movement, type OrderReceipt, type Policy, type PolicyReason, type Repair,
} from '@carnet/domain';
import { formatAmount } from '../../wallets/amounts.js';
import type { WalletView } from '../../wallets/wallet-view.js';
import { factLines } from '../command/output.js';

type Currency = Policy['currency'];

export function walletLines({ wallet, currency, coins, damageBound }: WalletView): string[] {
    const { walletId, programmeId, mspId, publicKeyHash, formerKeys, roster, policyHash, frozen, recovery, recoveryDelaySeconds, forPayee } = wallet;
    const { bound, exact, horizonDays, sentence } = damageBound;
    return [
        ...factLines({
            'wallet': walletId, 'programme': programmeId, 'holder': mspId, 'key': publicKeyHash, 'opened for': forPayee === true ? 'a payee' : undefined,
            'former keys': formerKeys.length === 0 ? undefined : formerKeys.length,
            'managers': roster ?? 'none: a lost key is never replaced',
            'recovery delay': roster === null ? undefined : `${recoveryDelaySeconds} s`,
            'own policy': policyHash ?? undefined,
            'frozen': frozen === null ? undefined : `since ${frozen.at} by ${frozen.mspId}: ${frozen.reason}`,
            'recovery': recovery === null ? undefined : `${recovery.kind} key, decision ${recovery.decisionId}, new key ${recovery.newKeyHash}`,
            'holds': `${formatAmount(coins.sum, currency)} in ${coins.count} coins`,
            'of it frozen': coins.frozen === '0' ? undefined : formatAmount(coins.frozen, currency),
            'first expiry': coins.firstExpiry ?? undefined,
            'damage bound': `${exact ? '' : 'at most '}${formatAmount(bound, currency)} within ${horizonDays} days`,
        }),
        sentence,
    ];
}

/** What a row changed of a wallet, with its sign. */
function amountFor(walletId: string, legs: readonly Leg[]): string {
    const own = legs.filter(({ account }) => account === walletAccount(walletId));
    return String(own.reduce((sum, { amount }) => sum + BigInt(amount), 0n));
}

export const STATEMENT_HEADER = ['at', 'type', 'id', 'amount', 'other side', 'reference'];

export function statementCells(walletId: string, { at, type, id, legs, order }: JournalRow, currency: Currency): string[] {
    const others = legs.map(({ account }) => account).filter(account => account !== walletAccount(walletId));
    return [at, type, id, formatAmount(amountFor(walletId, legs), currency), order?.payeeId ?? others.join(', '), order?.reference ?? ''];
}

export function paymentLines(payment: OrderReceipt, currency: Currency): string[] {
    const { paymentId, status, order, captured, refunded, capturableFrom, expiresAt, transactionId } = payment;
    return factLines({
        'payment': paymentId, 'status': status, 'from': order.walletId, 'to': order.payeeId, 'amount': formatAmount(order.amount, currency),
        'captured': captured === order.amount || captured === '0' ? undefined : formatAmount(captured, currency),
        'refunded': refunded === '0' ? undefined : formatAmount(refunded, currency),
        'capturable from': status === 'RESERVED' ? capturableFrom : undefined, 'expires': status === 'RESERVED' ? expiresAt : undefined,
        'vehicle': order.offer?.vin, 'transaction': transactionId,
    });
}

export function movementLine({ type, id, legs, transactionId }: Movement, currency: Currency): string {
    const sides = legs.map(({ account, amount }) => `${account} ${formatAmount(amount, currency)}`).join(', ');
    return `${type} ${id}: ${sides} (transaction ${transactionId})`;
}

/** Amounts among the parameters of reasons. */
const AMOUNTS: ReadonlySet<string> = new Set(['max', 'used', 'asked', 'available', 'above', 'needed', 'inputs', 'outputs']);
/** Of these, `needed` counts people. */
const PEOPLE = 'APPROVAL_INSUFFICIENT';

function parameterText(code: string, name: string, value: unknown, parameters: Readonly<Record<string, unknown>>, currency: Currency): string {
    const counts = code === 'LIMIT_COUNT' || (code === PEOPLE && name === 'needed');
    if (!counts && AMOUNTS.has(name) && typeof value === 'string' && parameters['measure'] !== 'count') return `${name} ${formatAmount(value, currency)}`;
    return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

export function reasonLine({ code, layer, id, parameters }: PolicyReason, currency: Currency): string {
    const shown = Object.entries(parameters).filter(([name]) => name !== 'limit').map(([name, value]) => parameterText(code, name, value, parameters, currency));
    const whose = [layer, id].filter(text => text !== undefined).join('/');
    return `  ${[code, whose].filter(text => text !== '').join(' ')}${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`;
}

function repairLine(repair: Repair, currency: Currency): string {
    switch (repair.change) {
    case 'amount': return `  pay at most ${formatAmount(repair.max, currency)}${repair.until === undefined ? '' : `, or all of it from ${repair.until}`}`;
    case 'time': return `  pay from ${repair.from} on`;
    case 'approval': return `  have it approved: ${repair.missing} more of the roster ${repair.roster}`;
    case 'channel': return `  pay by ${repair.channel}`;
    }
}

export function explanationLines({ decision, reasons, allowedBy, repairs }: Explanation, currency: Currency): string[] {
    return [
        decision,
        ...allowedBy.map(({ layer, id }) => `  allowed by ${layer}/${id}`),
        ...reasons.map(reason => reasonLine(reason, currency)),
        ...repairs.length === 0 ? [] : ['What would be allowed:', ...repairs.map(repair => repairLine(repair, currency))],
    ];
}
