// Every coin by its owner: made once, spent once, and never there again.
import { agree } from './discrepancy.js';
import { accountOf, type Written, type WrittenCoin } from './world-state.js';

/** A coin that a transaction took away. */
export interface SpentCoin extends WrittenCoin { readonly owner: string }

function isSameMoney(one: WrittenCoin, other: WrittenCoin): boolean {
    return one.amount === other.amount && one.policyHash === other.policyHash && one.expiresAt === other.expiresAt;
}

/** What a transaction did to coins. */
export interface CoinMoves {
    /** By `programme/account`: what it gained. */
    readonly gains: ReadonlyMap<string, bigint>;
    readonly spent: readonly SpentCoin[];
}

export class CoinBook {
    /** By programme, owner and coin id. */
    readonly #coins = new Map<string, WrittenCoin>();
    /** By programme and coin id: every coin that there ever was. */
    readonly #known = new Set<string>();
    readonly #sums = new Map<string, bigint>();

    /** Of all coins of a programme, those in reservations too. */
    sumOf(programmeId: string): bigint {
        return this.#sums.get(programmeId) ?? 0n;
    }

    /** @throws Discrepancy for a coin that is spent and is not there, is made and was there before, or is worth something else than it was */
    apply(transactionId: string, all: readonly Written[]): CoinMoves {
        const gains = new Map<string, bigint>();
        const spent: SpentCoin[] = [];
        const gain = (programmeId: string, owner: string, amount: bigint): void => {
            const account = `${programmeId}/${accountOf(owner)}`;
            gains.set(account, (gains.get(account) ?? 0n) + amount);
            this.#sums.set(programmeId, this.sumOf(programmeId) + amount);
        };
        for (const { type, attributes, value } of all) {
            if (type !== 'coin') continue;
            const [programmeId = '', owner = '', coinId = ''] = attributes;
            const place = attributes.join('/');
            if (value === null) {
                const coin = this.#coins.get(place);
                agree(coin !== undefined, () => `coin ${place} is spent, and is not there: spent twice, or never made`);
                this.#coins.delete(place);
                spent.push({ ...coin, owner });
                gain(programmeId, owner, -BigInt(coin.amount));
            } else {
                const coin = value as WrittenCoin;
                const id = `${programmeId}/${coinId}`;
                const standing = this.#coins.get(place);
                if (standing !== undefined) {
                    // Frozen, or unfrozen.
                    agree(isSameMoney(standing, coin), () => `coin ${place} becomes another one`);
                    this.#coins.set(place, coin);
                    continue;
                }
                agree(!this.#known.has(id), () => `coin ${place} is made, and was there before`);
                agree(coinId.startsWith(`${transactionId}.`), () => `coin ${place} is made by another transaction than its id says`);
                agree(BigInt(coin.amount) > 0n, () => `coin ${place} is of ${coin.amount}`);
                this.#known.add(id);
                this.#coins.set(place, coin);
                gain(programmeId, owner, BigInt(coin.amount));
            }
        }
        return { gains, spent };
    }
}
