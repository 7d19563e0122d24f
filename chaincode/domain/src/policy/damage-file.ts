// The damage bound of policies in files, for people who write policies: as the ledger would compute it.
import { formatInstant, MILLISECONDS_PER_DAY } from '../codec/calendar';
import { list, object, optional, required, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { CarnetFailure } from '../failure/failure';
import { amount, amountOrZero } from './amount';
import { compilePolicy } from './compile';
import { damageBound, HORIZON_MAX_DAYS, type BoundLayer, type DamageBound, type SpendableCoins } from './damage-bound';
import { AMOUNT_MAX_DIGITS, type Amount } from './policy';
import { byId, decodePolicyFile, time, usageOf } from './policy-file';

const STATE_MAX_BYTES = 1024 * 1024;
const MOST_COINS = 10_000;
/** More than this nobody can issue: coins that bound nothing. */
const UNBOUNDED = 10n ** BigInt(AMOUNT_MAX_DIGITS) - 1n;

const coinList = list(object({ amount: required(amount), expiresAt: optional(time) }), { max: MOST_COINS });
const coins: Decoder<readonly SpendableCoins[]> = (value, field) => typeof value === 'string'
    ? [{ amount: BigInt(amountOrZero(value, field)), until: Infinity }]
    : coinList(value, field).map(coin => ({ amount: BigInt(coin.amount), until: coin.expiresAt ?? Infinity }));

const stateCodec = requestCodec('state', object({
    at: optional(time), coins: optional(coins), used: optional(byId(amountOrZero)), walletUsed: optional(byId(amountOrZero)),
}), STATE_MAX_BYTES);

export interface DamageFiles {
    /** JSON of the programme's policy. */
    readonly policy: string;
    /** JSON of the wallet's own policy. */
    readonly walletPolicy?: string;
    /**
     * JSON `{at?, coins?, used?, walletUsed?}`: `at` an instant in UTC; `coins` an amount, or a list of `{amount, expiresAt?}` of which the grace is
     * in the instant already; `used` and `walletUsed`, by id of a limit or cumulative approval of either policy, what it has counted in the period
     * of `at`, on all stripes.
     */
    readonly state?: string;
}

export interface DamageQuestion {
    /** 0…366. */
    readonly horizonDays: number;
    /** Instead of the state's. Minor units. */
    readonly coins?: Amount;
    /** Where the state has no instant. Milliseconds since 1970-01-01 UTC. */
    readonly now: number;
    /** Instead of the state's. As JSON text of an instant. */
    readonly at?: string;
}

export interface DamageAnswer extends DamageBound {
    /** Instants between which it is computed, both included. */
    readonly from: string;
    readonly until: string;
}

/**
 * Without coins, those are counted that nobody could issue more of.
 * @throws CarnetFailure as `decodePolicyFile`, for each file; UNKNOWN_FIELD for an id that the policy does not have; OUT_OF_RANGE
 */
export function damageOfFiles({ policy, walletPolicy, state = '{}' }: DamageFiles, { horizonDays, coins: asked, now, at }: DamageQuestion): DamageAnswer {
    if (!Number.isInteger(horizonDays) || horizonDays < 0 || horizonDays > HORIZON_MAX_DAYS) {
        throw new CarnetFailure('OUT_OF_RANGE', `Send 0 to ${HORIZON_MAX_DAYS}.`, { field: 'days' });
    }
    const { at: stated, coins: held, used = {}, walletUsed = {} } = stateCodec.decode(state);
    const from = at === undefined ? stated ?? now : time(at, 'at');
    const compiled = compilePolicy(decodePolicyFile(policy));
    const own = walletPolicy === undefined ? undefined : compilePolicy(decodePolicyFile(walletPolicy));
    const layers: BoundLayer[] = [
        { layer: 'programme', policy: compiled, usage: usageOf(compiled, used, 'state.used') },
        ...own === undefined ? [] : [{ layer: 'wallet', policy: own, usage: usageOf(own, walletUsed, 'state.walletUsed') } as const],
    ];
    const spendable = asked === undefined ? held ?? [{ amount: UNBOUNDED, until: Infinity }] : [{ amount: BigInt(amountOrZero(asked, 'coins')), until: Infinity }];
    const bound = damageBound({ layers, coins: spendable, now: from, horizonDays });
    return { ...bound, from: formatInstant(from), until: formatInstant(from + horizonDays * MILLISECONDS_PER_DAY) };
}
