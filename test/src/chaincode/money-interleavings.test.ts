// Many small programmes of payments, reservations, refunds, freezes and policies, each endorsed on states that have gone by and committed in another
// order: after every block the books that are kept beside the ledger agree with it, and without validation they would not.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { Discrepancy } from '../reconciliation/discrepancy.js';
import { Interleaving, openingOf, TIGHT, type InterleavingOptions, type Opening, type Tally } from './interleaving.js';
import { MoneyWorld } from './money-world.js';

const INTERLEAVINGS = 1_000;
/** What the books must find where nothing is validated, each at least once. */
const SEEN = [
    /is spent, and is not there/, /is made twice/, /stands at .* and its payments make/,
    /moves a coin that is frozen/, /wallet that is frozen/, /paused/, /suspended/,
];

suite('interleavings of what moves money', () => {
    let world: MoneyWorld;
    let opening: Opening;
    let noon: number;

    before(async () => {
        world = await MoneyWorld.open(TIGHT);
        world.ledger.delaysWrites = false;
        opening = await openingOf(world);
        noon = world.now;
    });

    const run = async (seed: number, tally: Tally, options: InterleavingOptions = {}): Promise<void> => {
        world.now = noon;
        await new Interleaving(world, opening, seed, tally, options).run();
    };

    test(`${INTERLEAVINGS} of them, whatever order they are committed in`, async () => {
        const tally: Tally = new Map();
        for (let seed = 1; seed <= INTERLEAVINGS; seed++) {
            try {
                await run(seed, tally);
            } catch (error) {
                throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
            }
        }
        const told = JSON.stringify(Object.fromEntries([...tally].sort(([one], [other]) => one < other ? -1 : 1)));
        for (const name of ['pay', 'reserve', 'capture', 'release', 'refund', 'redeem', 'consolidate', 'return', 'freeze', 'freeze coins', 'own policy', 'policy', 'pause', 'payee']) {
            assert.ok((tally.get(`${name} valid`) ?? 0) > 10, `${name} is hardly ever valid: ${told}`);
        }
        for (const name of ['pay', 'reserve', 'capture', 'refund', 'redeem']) {
            assert.ok((tally.get(`${name} conflict`) ?? 0) > 10, `${name} hardly ever loses a race: ${told}`);
        }
        for (const code of ['LIMIT_AMOUNT', 'LIMIT_COUNT', 'STRIPE_INSUFFICIENT', 'WALLET_FROZEN', 'COIN_FROZEN', 'COIN_SPENT', 'COIN_EXPIRED', 'PAYEE_SUSPENDED', 'PROGRAMME_PAUSED']) {
            assert.ok((tally.get(code) ?? 0) > 0, `nothing was refused with ${code}: ${told}`);
        }
    });

    test('where what was read is not validated, the books find coins spent twice, payments made twice and limits exceeded', async () => {
        const found: string[] = [];
        for (let seed = 1; seed <= INTERLEAVINGS && !SEEN.every(pattern => found.some(message => pattern.test(message))); seed++) {
            try {
                await run(seed, new Map(), { withoutValidation: true });
            } catch (error) {
                if (!(error instanceof Discrepancy)) throw error;
                found.push(error.message);
            }
        }
        for (const pattern of SEEN) assert.ok(found.some(message => pattern.test(message)), `nothing found like ${pattern.source}`);
    });
});
