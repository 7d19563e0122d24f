// Opening, freezing, unfreezing by several and recovering a wallet, with people who have keys and certificates of their own.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, suite, test } from 'node:test';
import { CarnetError, connect, type Carnet } from '@carnet/client';
import { charterHash, type Capability, type Charter, type Decision, type FailureCode, type PayeePage, type Wallet } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { CARNET, startTestNetwork, type TestNetwork } from '../test-network.js';

const CHARTER: Charter = {
    name: 'Money of two companies',
    organisations: [
        { mspId: 'Org1MSP', name: 'Fleet', capabilities: ['issuer', 'registrar'] },
        { mspId: 'Org2MSP', name: 'Garages', capabilities: ['workshop'] },
    ],
};

/** What the wallet waits between the proposal of a recovery and its completion. */
const DELAY_SECONDS = 15;
/** In which one organisation's peer has what the other's has committed. */
const LAG_MILLISECONDS = 60_000;

suite('wallets of people', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'further identities can be issued on a network of our own only' }, () => {
    let own: TestNetwork;
    const open: Carnet[] = [];
    let issuer: Carnet;
    let driver: Carnet;
    let renewed: Carnet;
    let cook: Carnet;
    let managers: readonly [Carnet, Carnet, Carnet];

    async function person(org: 'org1' | 'org2', name: string): Promise<Carnet> {
        if (name !== 'Admin') await own.network.issueIdentity({ org, name });
        const client = await connect({ env: own.network.environment(org, name) });
        open.push(client);
        return client;
    }

    /** Calls until it succeeds, since peers commit one after the other. */
    async function done<T>(client: Carnet, name: string, ...args: (string | object)[]): Promise<T> {
        const [contract = '', fn = ''] = name.includes(':') ? name.split(':') : ['PolicyWallet', name];
        const texts = args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg));
        for (const end = Date.now() + LAG_MILLISECONDS; ;) {
            try {
                return JSON.parse((await client.submit(contract, fn, texts, { idempotent: true })).result) as T;
            } catch (error) {
                if (!(error instanceof CarnetError) || error.outcome !== 'rejected' || Date.now() > end) throw error;
                await sleep(100);
            }
        }
    }

    async function refused(code: FailureCode, client: Carnet, fn: string, ...args: (string | object)[]): Promise<void> {
        const texts = args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg));
        for (const end = Date.now() + LAG_MILLISECONDS; ;) {
            const error = await client.submit('PolicyWallet', fn, texts).then(() => assert.fail(`${fn} succeeded`), (reason: unknown) => reason);
            assert.ok(error instanceof CarnetError, String(error));
            if (error.code === code) return;
            assert.ok(Date.now() < end, `${fn}: ${error.message}`);
            await sleep(100);
        }
    }

    const keyOf = async (client: Carnet): Promise<string> => (await client.membership.whoAmI()).publicKeyHash;
    const wallet = async (): Promise<Wallet> => JSON.parse(await driver.evaluate('PolicyWallet', 'ReadWallet', ['driver'])) as Wallet;

    async function approve({ decisionId, contentHash }: Decision, ...voters: readonly Carnet[]): Promise<void> {
        for (const voter of voters) await done(voter, 'Decisions:Approve', decisionId, contentHash);
    }

    before(async () => {
        own = await startTestNetwork({ chaincodes: [CARNET] });
        const [first, second] = [await person('org1', 'Admin'), await person('org2', 'Admin')];
        await done(first, 'Membership:FoundConsortium', CHARTER);
        await done(second, 'Membership:AcceptCharter', charterHash(CHARTER));
        [issuer, driver, renewed] = [await person('org1', 'issuer'), await person('org1', 'driver'), await person('org1', 'driver-renewed')];
        cook = await person('org2', 'cook');
        managers = [await person('org1', 'm1'), await person('org2', 'm2'), await person('org2', 'm3')];
        const roles: Capability[] = ['issuer', 'registrar'];
        await done(first, 'Membership:GrantRole', { identity: (await issuer.membership.whoAmI()).identity, roles });
        const members = await Promise.all(managers.map(async manager => {
            const { mspId, publicKeyHash } = await manager.membership.whoAmI();
            return { mspId, publicKeyHash, name: 'manager' };
        }));
        await done(managers[0], 'Decisions:DefineRoster', { rosterId: 'managers', version: 1, members, threshold: 2, minOrganisations: 2 });
    });
    after(async () => {
        for (const client of open) client.close();
        await own.stop();
    });

    test('a programme, its policy by decision, wallets and a payee', async () => {
        await done(issuer, 'CreateProgramme', { programmeId: 'meals', name: 'Meals', currency: VOUCHER.currency, issueLimit: '1000000', roster: 'managers' });
        const decision = await done<Decision>(issuer, 'ProposePolicy', 'meals', VOUCHER, 'first-policy');
        await refused('APPROVAL_INSUFFICIENT', issuer, 'PublishPolicy', 'meals', VOUCHER, 'first-policy');
        await approve(decision, managers[0], managers[1]);
        await done(issuer, 'PublishPolicy', 'meals', VOUCHER, 'first-policy');
        const opened = await done<Wallet>(driver, 'OpenWallet', {
            walletId: 'driver', programmeId: 'meals', roster: 'managers', recoveryDelaySeconds: DELAY_SECONDS,
        });
        assert.deepEqual([opened.mspId, opened.publicKeyHash], ['Org1MSP', await keyOf(driver)]);
        await done(cook, 'OpenWallet', { walletId: 'cook', programmeId: 'meals' });
        for (const payeeId of ['bar', 'cafe', 'diner']) {
            await done(issuer, 'RegisterPayee', { programmeId: 'meals', payeeId, name: 'Café', walletId: 'cook', category: '5814', groups: [] });
        }
        const pages: PayeePage[] = [];
        for (let bookmark = ''; pages.length === 0 || bookmark !== '';) {
            const page = JSON.parse(await issuer.evaluate('PolicyWallet', 'ListPayees', ['meals', '2', bookmark])) as PayeePage;
            pages.push(page);
            ({ bookmark } = page);
        }
        assert.deepEqual(pages.map(({ payees }) => payees.map(({ payeeId }) => payeeId)), [['bar', 'cafe'], ['diner']]);
    });

    test('frozen by one manager at once, unfrozen by two of two companies', async () => {
        await refused('NOT_A_MANAGER', issuer, 'FreezeWallet', 'driver', 'out of spite');
        await done(managers[2], 'FreezeWallet', 'driver', 'phone lost');
        const decision = await done<Decision>(driver, 'ProposeUnfreeze', 'driver', 'thaw');
        await approve(decision, managers[1], managers[2]);
        await refused('APPROVAL_INSUFFICIENT', driver, 'Unfreeze', 'driver', 'thaw');
        await approve(decision, managers[0]);
        assert.equal((await done<Wallet>(driver, 'Unfreeze', 'driver', 'thaw')).frozen, null);
    });

    test('recovered with a new key after the votes and the delay; the old key has no say any more', async () => {
        const recovery = { decisionId: 'recovery', walletId: 'driver', newKeyHash: await keyOf(renewed), kind: 'stolen' };
        const decision = await done<Decision>(renewed, 'ProposeRecovery', recovery);
        await refused('DECISION_TOO_EARLY', renewed, 'CompleteRecovery', recovery);
        await refused('RECOVERY_NOT_CANCELLABLE', driver, 'CancelRecovery', 'driver', 'recovery');
        assert.equal((await wallet()).recovery, null, 'no manager stands behind it');
        await approve(decision, managers[0], managers[1]);
        // The votes were seen through by another organisation's peer.
        for (const end = Date.now() + LAG_MILLISECONDS; (await wallet()).recovery === null && Date.now() < end;) await sleep(100);
        assert.equal((await wallet()).recovery?.decisionId, 'recovery');
        await sleep(Math.max(0, Date.parse(decision.earliest) - Date.now()));
        const before = await wallet();
        const recovered = await done<Wallet>(renewed, 'CompleteRecovery', recovery);
        assert.deepEqual(recovered, { ...before, publicKeyHash: await keyOf(renewed), formerKeys: [await keyOf(driver)], recovery: null });
        await refused('KEY_SUPERSEDED', driver, 'FreezeWallet', 'driver', 'mine');
        assert.notEqual((await done<Wallet>(renewed, 'FreezeWallet', 'driver', 'mine')).frozen, null);
    });
});
