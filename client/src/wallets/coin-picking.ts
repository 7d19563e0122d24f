// Leases the coins of one payment: waits for change that is on its way, reads the ledger again, and merges coins where too many are needed.
import { COINS_PER_PAYMENT, type Coin, type PaymentOrder } from '@carnet/domain';
import { throwIfAborted } from '../call/abort.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError } from '../errors/carnet-error.js';
import { selectCoins, type CoinSelection } from './coin-selection.js';
import type { WalletBook } from './wallet-book.js';

export interface Picked extends CoinSelection {
    /** Under which they were issued: each of them must allow the payment. */
    readonly policies: readonly string[];
}

/** What a policy says of its coins. */
interface CoinRules { readonly split: boolean; readonly isUsable: (coin: Coin) => boolean }

/** Makes one coin of several of one lot, and puts it into the purse. */
export type Merge = (coins: readonly Coin[]) => Promise<void>;

const sumOf = (coins: readonly Coin[]): bigint => coins.reduce((sum, { amount }) => sum + BigInt(amount), 0n);

/** Among which a payment looks for its coins: those of one policy, the policy whose coins expire first before others, and all only after these. */
function candidates(coins: readonly Coin[]): Coin[][] {
    const groups = new Map<string, Coin[]>();
    const inOrder = [...coins].sort((a, b) => a.expiresAt < b.expiresAt ? -1 : a.expiresAt > b.expiresAt ? 1 : 0);
    for (const coin of inOrder) {
        const group = groups.get(coin.policyHash);
        if (group === undefined) groups.set(coin.policyHash, [coin]);
        else group.push(coin);
    }
    return [...groups.values(), ...groups.size > 1 ? [inOrder] : []];
}

/** The largest coins of the lot in which most can be merged at once; undefined where no lot has two. */
function mergeable(coins: readonly Coin[]): Coin[] | undefined {
    const lots = new Map<string, Coin[]>();
    for (const coin of coins) {
        const lot = [coin.policyHash, coin.issueId, coin.expiresAt].join('/');
        lots.set(lot, [...lots.get(lot) ?? [], coin]);
    }
    const merged = [...lots.values()].map(lot => [...lot].sort((a, b) => Number(BigInt(b.amount) - BigInt(a.amount))).slice(0, COINS_PER_PAYMENT));
    const [best] = merged.filter(lot => lot.length > 1).sort((a, b) => b.length - a.length || Number(sumOf(b) - sumOf(a)));
    return best;
}

export class CoinPicking {
    constructor(private readonly book: WalletBook, private readonly order: PaymentOrder, private readonly merge: Merge) {}

    /**
     * @param passedOver hashes of policies whose coins were refused
     * @throws CarnetError COINS_INSUFFICIENT, ABORTED_BY_CALLER
     */
    async pick(passedOver: ReadonlySet<string>, options: CallOptions): Promise<Picked> {
        await this.book.load(options);
        const { purse } = this.book;
        const { paymentId, amount } = this.order;
        for (let reloaded = false; ;) {
            throwIfAborted(options.signal, 'rejected');
            // Read now, for between finding coins free and leasing them nothing may be waited for.
            const rules = await this.#rules([...purse.free(), ...purse.onTheWay()], options);
            const own = purse.leasedBy(paymentId);
            if (own.length > 0 && sumOf(own) >= BigInt(amount)) return this.#lease({ coins: own, change: String(sumOf(own) - BigInt(amount)) });
            const usable = (coins: readonly Coin[]): Coin[] =>
                coins.filter(coin => !passedOver.has(coin.policyHash) && rules.get(coin.policyHash)?.isUsable(coin) === true);
            const free = usable(purse.free());
            const groups = candidates(free);
            for (const coins of groups) {
                const split = coins.every(({ policyHash }) => rules.get(policyHash)?.split === true);
                const selection = selectCoins(coins, amount, { split });
                if (selection !== undefined) return this.#lease(selection);
            }
            const scattered = groups.find(coins => coins.length > COINS_PER_PAYMENT && sumOf(coins) >= BigInt(amount));
            const merging = scattered && mergeable(scattered);
            const coming = usable(purse.onTheWay());
            if (merging !== undefined) await this.merge(merging);
            else if (coming.length > 0 && sumOf([...free, ...coming]) >= BigInt(amount)) await purse.changes.next(options.signal);
            else if (reloaded) throw this.#insufficient(usable(purse.free()));
            else {
                await this.book.reload(options);
                reloaded = true;
            }
        }
    }

    #lease(selection: CoinSelection): Picked {
        this.book.purse.lease(this.order.paymentId, selection.coins);
        return { ...selection, policies: [...new Set(selection.coins.map(({ policyHash }) => policyHash))] };
    }

    async #rules(coins: readonly Coin[], options: CallOptions): Promise<Map<string, CoinRules>> {
        const now = Date.now();
        const hashes = new Set(coins.map(({ policyHash }) => policyHash));
        return new Map(await Promise.all([...hashes].map(async policyHash => {
            const { policy: { transfer, expiry } } = await this.book.policyOfCoins(policyHash, options);
            const isUsable = ({ frozen, expiresAt }: Coin): boolean =>
                frozen === undefined && now < Date.parse(expiresAt) + expiry.graceSeconds * 1000;
            return [policyHash, { split: transfer.split, isUsable }] as const;
        })));
    }

    #insufficient(usable: readonly Coin[]): CarnetError {
        const { amount, walletId } = this.order;
        const available = String(sumOf(usable));
        const enough = BigInt(available) >= BigInt(amount);
        return new CarnetError('COINS_INSUFFICIENT', enough
            ? 'The wallet holds enough, but no coins that make up the amount: such as may not be split are spent whole.'
            : 'The wallet does not hold so much that can be spent.', { details: { walletId, amount, available, coins: usable.length } });
    }
}
