// carnet programme, policy, payee and wallet against a network: money issued, explained, paid, refused, refunded, frozen and audited.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { CoinPage, Decision } from '@carnet/domain';
import { commandOnceSeen, done as printed, runCarnet, type Outcome } from './command-process.js';
import { POLICY, sharedMoney, type MoneyNetwork, type MoneyPerson } from './money.js';

suite('money from the command line', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs the environment of a network of our own' }, () => {
    let money: MoneyNetwork;
    let driver: MoneyPerson;
    let garage: MoneyPerson;
    let dir: string;
    before(async () => {
        dir = mkdtempSync(join(tmpdir(), 'carnet-money-cli-'));
        money = await sharedMoney.use();
        driver = await money.person('org2');
        garage = await money.person('org1');
    });
    after(async () => {
        await sharedMoney.letGo();
        rmSync(dir, { recursive: true });
    });

    /** As one of the people. */
    const carnet = ({ org, name }: MoneyPerson, ...args: string[]): Outcome => runCarnet(money.own.network.environment(org, name), args, dir);

    const done = async (person: MoneyPerson, ...args: string[]): Promise<string> =>
        printed(await commandOnceSeen(/^[A-Z_]+(_NOT_FOUND|_UNKNOWN|_REQUIRED|_INSUFFICIENT|_SPENT|_NOT_FROZEN)$/, () => carnet(person, ...args)));

    test('from the programme to the audit', async () => {
        const { issuer, registrar, managers } = money;
        const created = await done(issuer, 'programme', 'create', 'repairs', '--name', 'Repairs', '--issue-limit', '10000.00', '--roster', 'managers');
        assert.match(created, /^may issue +10000\.00 EUR$/m);
        writeFileSync(join(dir, 'policy.json'), JSON.stringify({
            ...POLICY, rules: [{ id: 'workshops', effect: 'allow', when: { categories: [['7531', '7549']] } }],
            limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '30000', scope: 'wallet' }],
        }));
        const proposed = JSON.parse(await done(issuer, 'policy', 'publish', 'repairs', 'policy.json', '--decision', 'p1', '--propose', '--json')) as Decision;
        await money.approve(proposed, ...managers.slice(1));
        assert.match(await done(issuer, 'policy', 'publish', 'repairs', 'policy.json', '--decision', 'p1'), /^policy in force +[0-9a-f]{64}$/m);
        await done(driver, 'wallet', 'open', 'w-driver', '--programme', 'repairs', '--roster', 'managers', '--recovery-delay', '0');
        assert.match(await done(garage, 'wallet', 'open', 'w-garage', '--programme', 'repairs', '--for-payee'), /^opened for +a payee$/m);
        await done(registrar, 'payee', 'register', 'repairs', 'garage', '--name', 'Garage du Pont', '--wallet', 'w-garage', '--category', '7538');
        await done(issuer, 'programme', 'issue', 'repairs', '--id', 'i1', '--wallet', 'w-driver', '--amount', '200.00', '--amount', '250.00',
            '--expires', '2099-01-01T00:00:00.000Z');

        const shown = await done(driver, 'wallet', 'show', 'w-driver', '--days', '0');
        assert.match(shown, /^holds +450\.00 EUR in 2 coins$/m);
        assert.match(shown, /^damage bound +300\.00 EUR within 0 days$/m);
        const order = ['--to', 'garage', '--amount', '125.00'];
        assert.match(await done(driver, 'wallet', 'explain', 'w-driver', '--id', 'p1', ...order), /^ALLOW\n {2}allowed by programme\/workshops\n$/);
        const paid = await done(driver, 'wallet', 'pay', 'w-driver', '--id', 'p1', ...order, '--reference', 'order 4711');
        assert.match(paid, /^status +PAID$/m);
        assert.match(paid, /^amount +125\.00 EUR$/m);
        const explained = await done(driver, 'wallet', 'explain', 'w-driver', '--id', 'p2', '--to', 'garage', '--amount', '200');
        assert.match(explained, /^DENY\n[^]*LIMIT_AMOUNT programme\/day: [^\n]*used 125\.00 EUR/);
        assert.match(explained, /^What would be allowed:\n {2}pay at most 175\.00 EUR/m);
        const refused = carnet(driver, 'wallet', 'pay', 'w-driver', '--id', 'p2', '--to', 'garage', '--amount', '200');
        assert.deepEqual([refused.status, refused.out], [1, '']);
        assert.match(refused.err, /^LIMIT_AMOUNT: [^\n]*\n {2}LIMIT_AMOUNT programme\/day: /);
        assert.equal(carnet(driver, 'wallet', 'pay', 'w-driver', '--id', 'p2', '--to', 'garage', '--amount', '12,50').status, 1);
        assert.equal(carnet(driver, 'wallet', 'pay', 'w-driver', '--to', 'garage', '--amount', '1').status, 2);

        const until = new Date(Date.now() + 3_600_000).toISOString();
        await done(driver, 'wallet', 'reserve', 'w-driver', '--id', 'r1', '--to', 'garage', '--amount', '50', '--until', until);
        assert.match(await done(garage, 'wallet', 'capture', 'repairs', 'r1', '--amount', '40'), /^captured +40\.00 EUR$/m);
        assert.match(await done(garage, 'wallet', 'refund', 'repairs', 'p1', '--id', 'f1', '--amount', '25'), /^refunded +25\.00 EUR$/m);
        assert.match(await done(garage, 'wallet', 'redeem', 'repairs', 'garage', '--id', 'd1'), /^redeemed 140\.00 EUR: 2 coins\n/);
        const statement = (await done(driver, 'wallet', 'statement', 'w-driver')).trimEnd().split('\n');
        assert.deepEqual(statement.slice(1).map(line => line.split(/ {2,}/).slice(1, 4).join(' ')), [
            'REFUNDED f1 25.00 EUR', 'CAPTURED r1 10.00 EUR', 'RESERVED r1 -50.00 EUR', 'PAID p1 -125.00 EUR', 'ISSUED i1 450.00 EUR',
        ]);
        const audit = await done(issuer, 'programme', 'audit', 'repairs');
        assert.match(audit, /^issued +450\.00 EUR\nredeemed +140\.00 EUR\nburned +0\.00 EUR\ncoins +310\.00 EUR\n[^]*The sums agree\.\n$/);
    });

    test('one coin frozen by the holder, unfrozen by two managers', async () => {
        const [m1, , m3] = money.managers as [MoneyPerson, MoneyPerson, MoneyPerson];
        const { coins } = JSON.parse(await driver.carnet.evaluate('PolicyWallet', 'ReadCoins', ['w-driver', '1', ''])) as CoinPage;
        const [coinId = assert.fail('the wallet is empty')] = coins.map(coin => coin.coinId);
        const of = ['w-driver', '--coin', coinId];
        assert.match(await done(driver, 'wallet', 'freeze', ...of, '--reason', 'seen elsewhere'), new RegExp(`^${coinId} is frozen since `));
        assert.match(await done(driver, 'wallet', 'show', 'w-driver'), /^of it frozen +[1-9][0-9.]* EUR$/m);
        const unfreezing = ['wallet', 'unfreeze', ...of, '--decision', 'u0'];
        await money.approve(JSON.parse(await done(driver, ...unfreezing, '--propose', '--json')) as Decision, m1, m3);
        assert.equal(await done(driver, ...unfreezing, '--execute'), `${coinId} is not frozen any more
`);
    });

    test('frozen by a manager, recovered with a new key', async () => {
        const [m1, m2, m3] = money.managers as [MoneyPerson, MoneyPerson, MoneyPerson];
        assert.match(await done(m1, 'wallet', 'freeze', 'w-driver', '--reason', 'the phone was lost'), /^w-driver is frozen since /);
        const next = await money.person('org2');
        const recovery = ['wallet', 'recover', 'w-driver', '--decision', 'k1', '--kind', 'stolen', '--new-key', next.publicKeyHash];
        const decision = JSON.parse(await done(next, ...recovery, '--propose', '--json')) as Decision;
        await money.approve(decision, m2, m3);
        assert.equal(await done(next, ...recovery, '--complete'), `w-driver is bound to the key ${next.publicKeyHash}\n`);
        const unfreezing = ['wallet', 'unfreeze', 'w-driver', '--decision', 'u1'];
        await money.approve(JSON.parse(await done(m1, ...unfreezing, '--propose', '--json')) as Decision, m1, m3);
        await done(m1, ...unfreezing, '--execute');
        assert.equal(await done(next, 'wallet', 'consolidate', 'w-driver', '--id', 'c1').then(out => out.startsWith('CONSOLIDATED c1: ')), true);
        const { err } = carnet(driver, 'wallet', 'pay', 'w-driver', '--id', 'p9', '--to', 'garage', '--amount', '1');
        assert.match(err, /^KEY_SUPERSEDED: /);
        assert.match(await done(money.issuer, 'programme', 'pause', 'repairs'), /^paused +yes$/m);
    });
});
