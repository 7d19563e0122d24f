// A payment as it stands on the ledger: nothing twice, and nothing that its key or its order tells, since all who handle it handle its bytes.
import { legsFrom, present, reservedAccount, walletAccount, type CreatedCoin, type Lot, type PaymentOrder, type PolicyLayer } from '@carnet/domain';
import type { CountedUse, PaymentRecord } from './payment-record';

type LotRow = readonly [policyHash: string, issueId: string, expiresAt: string, amount: string, refunded: string];
/** `lot`: its place in `lots`. */
type CreatedRow = readonly [walletId: string, amount: string, lot: number];
/** `policies`: the hash, or the place of a lot that is under it, of the strictest policy that asks for the limit, and of the others. */
type UseRow = readonly [
    layer: PolicyLayer, limit: string, measure: CountedUse['measure'], period: string, index: number, owner: string, stripe: number, amount: string,
    ...policies: readonly (string | number)[],
];

export interface PaymentRow {
    /** When it was paid or reserved, and by which transaction. */
    readonly at: string;
    readonly by: string;
    readonly order: readonly [walletId: string, payeeId: string, amount: string, currency: string, channel: PaymentOrder['channel']];
    readonly reference?: string;
    readonly offer?: NonNullable<PaymentOrder['offer']>;
    readonly payee: readonly [
        version: number, walletId: string, groups: readonly string[], category: string | null, country: string | null, region: string | null,
    ];
    readonly allowedBy: readonly (readonly [layer: PolicyLayer, id: string])[];
    readonly approval?: NonNullable<PaymentRecord['row']['approval']>;
    /** Those that paid, and after them those of which only change came back, with the amount '0'. */
    readonly lots: readonly LotRow[];
    /** Coins that the last transaction made, numbered in this order from the number of reserved ones on. */
    readonly created: readonly CreatedRow[];
    readonly counted?: readonly UseRow[];
    /** Of a reservation alone. */
    readonly reservation?: Pick<PaymentRecord, 'status' | 'paidAt' | 'capturableFrom' | 'expiresAt' | 'captured' | 'reserved'>;
    /** The last transaction that changed it, where that was not the first. */
    readonly changedBy?: string;
    readonly refunded?: string;
    readonly givenBack?: readonly string[];
}

function lotKey({ policyHash, issueId, expiresAt }: Lot): string {
    return [policyHash, issueId, expiresAt].join('/');
}

/** Of the coins that the last transaction made. */
function coinIdAt(place: number, transactionId: string, reserved: PaymentRecord['reserved'] = []): string {
    return `${transactionId}.${reserved.length + place}`;
}

function lotRows({ lots, created }: PaymentRecord): ReadonlyMap<string, LotRow> {
    const rows = new Map<string, LotRow>();
    for (const lot of lots) rows.set(lotKey(lot), [lot.policyHash, lot.issueId, lot.expiresAt, lot.amount, lot.refunded]);
    for (const coin of created) if (!rows.has(lotKey(coin))) rows.set(lotKey(coin), [coin.policyHash, coin.issueId, coin.expiresAt, '0', '0']);
    return rows;
}

function useRow(use: CountedUse, lots: readonly LotRow[]): UseRow {
    const { layer, limit, measure, period, index, owner, stripe, amount, policyHash, furtherPolicies = [] } = use;
    const policies = [policyHash, ...furtherPolicies].map(hash => {
        const place = lots.findIndex(lot => lot[0] === hash);
        return place < 0 ? hash : place;
    });
    return [layer, limit, measure, period, index, owner, stripe, amount, ...policies];
}

/** @throws Error for a payment that would be read as another one than was written: that would be a fault of the program */
export function toPaymentRow(record: PaymentRecord): PaymentRow {
    const {
        row, status, paidAt, capturableFrom, expiresAt, captured, refunded, created, transactionId, reserved, payeeWalletId, counted, givenBack,
    } = record;
    const { order: { walletId, payeeId, amount, currency, channel, reference, offer }, payee, decision, approval } = row;
    if (decision.decision !== 'ALLOW' || decision.reasons.length > 0) throw new Error('A payment is kept that was not allowed.');
    if (created.some(({ coinId }, place) => coinId !== coinIdAt(place, transactionId, reserved))) {
        throw new Error('Coins are kept under other ids than they have.');
    }
    const byLot = lotRows(record);
    const [places, lots] = [[...byLot.keys()], [...byLot.values()]];
    return {
        at: row.at, by: row.transactionId, order: [walletId, payeeId, amount, currency, channel],
        ...present({ reference, offer }),
        payee: [payee.version, payeeWalletId, payee.groups, payee.category ?? null, payee.country ?? null, payee.region ?? null],
        allowedBy: decision.allowedBy.map(({ layer, id }) => [layer, id]), ...present({ approval }),
        lots, created: created.map(coin => [coin.walletId, coin.amount, places.indexOf(lotKey(coin))]),
        ...counted.length === 0 ? {} : { counted: counted.map(use => useRow(use, lots)) },
        ...row.type === 'PAID' ? {} : { reservation: {
            status, paidAt, ...present({ capturableFrom, expiresAt }), captured,
            ...present({ reserved }),
        } },
        ...transactionId === row.transactionId ? {} : { changedBy: transactionId },
        ...refunded === '0' ? {} : { refunded }, ...present({ givenBack }),
    };
}

function lotAt(lots: readonly LotRow[], place: number): Lot {
    const lot = lots[place];
    if (lot === undefined) throw new Error('A payment names a lot that it does not have.');
    const [policyHash, issueId, expiresAt] = lot;
    return { policyHash, issueId, expiresAt };
}

function useOf([layer, limit, measure, period, index, owner, stripe, amount, ...named]: UseRow, lots: readonly LotRow[]): CountedUse {
    const [policyHash = '', ...furtherPolicies] = named.map(policy => typeof policy === 'string' ? policy : lotAt(lots, policy).policyHash);
    return { layer, limit, policyHash, ...furtherPolicies.length === 0 ? {} : { furtherPolicies }, measure, period, index, owner, stripe, amount };
}

/** The payment that stands under these ids. */
export function fromPaymentRow(programmeId: string, paymentId: string, stored: PaymentRow): PaymentRecord {
    const { at, by, reference, offer, approval, lots, counted = [], reservation, changedBy, refunded = '0', givenBack } = stored;
    const [walletId, payeeId, amount, currency, channel] = stored.order;
    const [version, payeeWalletId, groups, category, country, region] = stored.payee;
    const transactionId = changedBy ?? by;
    const receiver = reservation === undefined ? walletAccount(payeeWalletId) : reservedAccount(paymentId);
    const created = stored.created.map(([owner, sum, lot], place): CreatedCoin => (
        { coinId: coinIdAt(place, transactionId, reservation?.reserved), walletId: owner, amount: sum, ...lotAt(lots, lot) }
    ));
    return {
        row: {
            type: reservation === undefined ? 'PAID' : 'RESERVED', id: paymentId, programmeId, transactionId: by, at,
            legs: legsFrom(walletAccount(walletId), [{ to: receiver, amount: BigInt(amount) }]),
            order: {
                paymentId, walletId, payeeId, amount, currency, channel,
                ...present({ reference, offer }),
            },
            payee: {
                version, groups,
                ...category === null ? {} : { category }, ...country === null ? {} : { country }, ...region === null ? {} : { region },
            },
            decision: { decision: 'ALLOW', reasons: [], allowedBy: stored.allowedBy.map(([layer, id]) => ({ layer, id })) },
            ...present({ approval }),
        },
        ...reservation ?? { status: 'PAID', paidAt: at, captured: amount },
        lots: lots.flatMap(([policyHash, issueId, expiresAt, sum, back]) =>
            sum === '0' ? [] : [{ policyHash, issueId, expiresAt, amount: sum, refunded: back }]),
        refunded, created, transactionId, payeeWalletId, counted: counted.map(use => useOf(use, lots)),
        ...present({ givenBack }),
    };
}
