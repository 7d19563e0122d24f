// Leases the coins of one payment: waits for change that is on its way, reads the ledger again, and merges coins where too many are needed.
import { byCodeUnits, COINS_PER_PAYMENT, endOfCoin, sumOfCoins, type Coin, type PaymentOrder } from '@carnet/domain';
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

/** Among which a payment looks for its coins: those of one policy, the policy whose coins expire first before others, and all only after these. */
function candidates(coins: readonly Coin[]): Coin[][] {
    if (coins.every(({ policyHash }) => policyHash === coins[0]?.policyHash)) return [[...coins]];
    const groups = new Map<string, Coin[]>();
    const inOrder = [...coins].sort((a, b) => byCodeUnits(a.expiresAt, b.expiresAt));
    for (const coin of inOrder) {
        const group = groups.get(coin.policyHash);
        if (group === undefined) groups.set(coin.policyHash, [coin]);
        else group.push(coin);
    }
    return [...groups.values(), inOrder];
}

function largest(coins: readonly Coin[]): Coin[] {
    const byValue = (a: Coin, b: Coin): number => BigInt(a.amount) > BigInt(b.amount) ? -1 : BigInt(a.amount) < BigInt(b.amount) ? 1 : 0;
    return [...coins].sort(byValue).slice(0, COINS_PER_PAYMENT);
}

function policiesOf(coins: readonly Coin[]): string[] {
    return [...new Set(coins.map(({ policyHash }) => policyHash))];
}

/** The largest coins of the lot in which most can be merged at once; undefined where no lot has two. */
export function mergeable(coins: readonly Coin[]): Coin[] | undefined {
    const lots = new Map<string, Coin[]>();
    for (const coin of coins) {
        const lot = [coin.policyHash, coin.issueId, coin.expiresAt].join('/');
        lots.set(lot, [...lots.get(lot) ?? [], coin]);
    }
    const merged = [...lots.values()].map(largest).filter(lot => lot.length > 1);
    return merged.reduce<Coin[] | undefined>((best, lot) => best === undefined || lot.length > best.length ? lot : best, undefined);
}

export interface PickOptions {
    /** Hashes of policies whose coins were refused. */
    readonly passedOver: ReadonlySet<string>;
    /** The only policies whose coins may be spent, where managers decided on the payment. */
    readonly only?: ReadonlySet<string> | undefined;
}

export class CoinPicking {
    constructor(private readonly book: WalletBook, private readonly order: PaymentOrder, private readonly merge: Merge) {}

    /** @throws CarnetError COINS_INSUFFICIENT, ABORTED_BY_CALLER */
    async pick({ passedOver, only }: PickOptions, options: CallOptions): Promise<Picked> {
        await this.book.load(options);
        const { purse } = this.book;
        const { paymentId } = this.order;
        const amount = BigInt(this.order.amount);
        for (let reloaded = false; ;) {
            throwIfAborted(options.signal, 'rejected');
            // Read before: between finding coins free and leasing them nothing may be waited for.
            const rules = await this.#rules([...purse.free(), ...purse.onTheWay()], options);
            const own = purse.leasedBy(paymentId);
            if (own.length > 0 && sumOfCoins(own) >= amount) return this.#lease({ coins: own, change: String(sumOfCoins(own) - amount) });
            const usable = (coins: readonly Coin[]): Coin[] => coins.filter(coin =>
                !passedOver.has(coin.policyHash) && only?.has(coin.policyHash) !== false && rules.get(coin.policyHash)?.isUsable(coin) === true);
            const free = usable(purse.free());
            const selection = this.#select(free, rules);
            if (selection !== undefined) return this.#lease(selection);
            const scattered = candidates(free).find(coins => coins.length > COINS_PER_PAYMENT && sumOfCoins(coins) >= amount);
            const merging = scattered && mergeable(scattered);
            const coming = usable(purse.onTheWay());
            if (merging !== undefined) await this.merge(merging);
            else if (coming.length > 0 && sumOfCoins([...free, ...coming]) >= amount) await purse.changes.next(options.signal);
            else if (reloaded) throw this.#insufficient(free);
            else {
                await this.book.reload(options);
                reloaded = true;
            }
        }
    }

    /**
     * The coins that would be picked now, as the ledger has them; where they do not suffice, the most valuable ones, so that what is missing can be
     * told. Undefined where they would have to be merged first.
     */
    async peek(options: CallOptions): Promise<Pick<Picked, 'coins' | 'policies'> | undefined> {
        await this.book.reload(options);
        const coins = this.book.purse.free();
        const rules = await this.#rules(coins, options);
        const usable = coins.filter(coin => rules.get(coin.policyHash)?.isUsable(coin) === true);
        const short = sumOfCoins(usable) < BigInt(this.order.amount) ? { coins: largest(usable) } : undefined;
        const found = this.#select(usable, rules) ?? short;
        return found === undefined || found.coins.length === 0 ? undefined : { coins: found.coins, policies: policiesOf(found.coins) };
    }

    #select(coins: readonly Coin[], rules: ReadonlyMap<string, CoinRules>): CoinSelection | undefined {
        for (const together of candidates(coins)) {
            const split = together.every(({ policyHash }) => rules.get(policyHash)?.split === true);
            const selection = selectCoins(together, this.order.amount, { split });
            if (selection !== undefined) return selection;
        }
        return undefined;
    }

    #lease(selection: CoinSelection): Picked {
        this.book.purse.lease(this.order.paymentId, selection.coins);
        return { ...selection, policies: policiesOf(selection.coins) };
    }

    async #rules(coins: readonly Coin[], options: CallOptions): Promise<Map<string, CoinRules>> {
        const now = Date.now();
        return new Map(await Promise.all(policiesOf(coins).map(async policyHash => {
            const { policy: { transfer, expiry } } = await this.book.policyOfCoins(policyHash, options);
            // Coins of one issue expire together, and an instant takes longer to read than all the rest.
            const ends = new Map<string, number>();
            const endOf = (coin: Coin): number => {
                const end = ends.get(coin.expiresAt) ?? endOfCoin(coin, expiry);
                ends.set(coin.expiresAt, end);
                return end;
            };
            const isUsable = (coin: Coin): boolean => coin.frozen === undefined && now < endOf(coin);
            return [policyHash, { split: transfer.split, isUsable }] as const;
        })));
    }

    #insufficient(usable: readonly Coin[]): CarnetError {
        const { amount, walletId } = this.order;
        const available = sumOfCoins(usable);
        return new CarnetError('COINS_INSUFFICIENT', available >= BigInt(amount)
            ? 'The wallet holds enough, but no coins that make up the amount: such as may not be split are spent whole.'
            : 'The wallet does not hold so much that can be spent.', {
            details: { walletId, needed: amount, available: String(available), coins: usable.length },
        });
    }
}
