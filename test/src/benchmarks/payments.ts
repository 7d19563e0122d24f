// Payments per second beside asset-transfer-basic's CreateAsset, and of a shared wallet beside separate ones: one network, one client, one run.
// node test/dist/benchmarks/payments.js --samples ../fabric-samples [--engine fabric] [--in-flight 64] [--seconds 15] [--rounds 3] [--warm-up 20]
import { randomUUID } from 'node:crypto';
import { connect } from '@carnet/client';
import { MoneyNetwork, onceThere, POLICY } from '../integration/money.js';
import { besideSample } from './beside-sample.js';
import { CpuMeter } from './cpu-time.js';
import { compare, printRates } from './rounds.js';

const { sample, rounds: options } = besideSample();
const { inFlight } = options;

/** More than is ever spent here. */
const LARGE = '100000000000000000';

const money = await MoneyNetwork.start();
try {
    await money.own.network.deploy(sample);
    const basic = await connect({ env: { ...money.own.network.environment('org2', 'User1'), CHAINCODE_NAME: 'basic' } });
    const holder = await money.person('org2');
    const { wallets } = holder.carnet;
    const limit = { id: 'day', match: {}, measure: 'amount', period: 'day', scope: 'wallet', max: LARGE } as const;
    const free = await money.programme({ ...POLICY }, LARGE);
    const striped = await money.programme({ ...POLICY, limits: [{ ...limit, stripes: 64 }] }, LARGE);

    // Of two coins each, which pay in turn: change that has just come may be unknown to the other company's peer, and no person pays that fast.
    const walletsOf = async (programmeId: string): Promise<string[]> => {
        const all: string[] = [];
        const lane = async (): Promise<void> => {
            while (all.length < inFlight) {
                const place = all.push('') - 1;
                all[place] = await money.wallet(programmeId, holder, ['1000000000', '1000000000']);
            }
        };
        await Promise.all(Array.from({ length: 8 }, lane));
        return all;
    };
    const pay = (walletId: string, payeeId: string): Promise<unknown> =>
        onceThere(() => wallets.pay({ paymentId: randomUUID(), walletId, payeeId, amount: '1', currency: 'EUR', channel: 'pos' }));
    const paying = (own: readonly string[], payeeId: string): () => Promise<unknown> => {
        const waiting = [...own];
        return async () => {
            const walletId = waiting.pop();
            if (walletId === undefined) throw new Error('fewer wallets than lanes');
            try {
                return await pay(walletId, payeeId);
            } finally {
                waiting.push(walletId);
            }
        };
    };

    const [ours, theirs] = [await CpuMeter.of(money.own.network, 'carnet'), await CpuMeter.of(money.own.network, 'basic')];
    const singles = paying(await walletsOf(free), await money.shop(free, await money.person('org1')));
    console.log('\nPay of single wallets, one payee');
    printRates(await compare([
        { name: 'PolicyWallet:Pay', operation: singles, meter: ours },
        { name: 'asset-transfer-basic CreateAsset', operation: () => basic.submit('', 'CreateAsset', [randomUUID(), 'yellow', '5', 'Tom', '1300']), meter: theirs },
    ], options));

    const stripedShop = await money.shop(striped, await money.person('org1'));
    const separate = paying(await walletsOf(striped), stripedShop);
    const shared = await money.wallet(striped, holder, Array.from({ length: 16 }, () => '1000000000'));
    for (let more = 16; more < 2 * inFlight; more += 16) await money.issue(striped, shared, Array.from({ length: 16 }, () => '1000000000'));
    console.log('\nOne wallet with a limit of 64 stripes, beside 64 wallets of the same policy');
    printRates(await compare([
        { name: 'shared wallet', operation: () => pay(shared, stripedShop), meter: ours },
        { name: 'separate wallets', operation: separate, meter: ours },
    ], options));
    const audits = await Promise.all([free, striped].map(programmeId => holder.carnet.programmes.audit(programmeId)));
    console.log(`\naudits: ${audits.map(({ coins, issued, balanced }) => `${coins} of ${issued}, ${balanced ? 'balanced' : 'NOT balanced'}`).join('; ')}`);
    basic.close();
} finally {
    await money.stop();
}
