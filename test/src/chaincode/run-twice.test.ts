// Every transaction, run in processes that differ in clock, time zone, language and memory: reads, writes, event and answer byte for byte.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
    canonicalHash, charterHash, CONTRACT_FUNCTIONS, disclose, formatDay, formatInstant, hashDetails, policyHash,
    type BatchEntry, type Caller, type PaymentOrder, type Policy, type Roster,
} from '@carnet/domain';
import { userMsp } from '@carnet/network/dist/identities/layout.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { issuePerson } from '@carnet/network/dist/identities/person.js';
import { portsOf } from '@carnet/network/dist/ports.js';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import { documentCalls, type DocumentCall } from '../documents/document-calls.js';
import { newPair } from '../documents/hpke-seal.js';
import type { Human } from '../documents/papers.js';
import { VOUCHER } from '../policy/policies.js';
import { transactionId, type Call, type Outcome } from './stub-ledger.js';
import { keyOf } from './treasury.js';
import {
    CHARTER, CHARTER_CHANGE, CLOSING, CORRECTION, DETAILS, DISPUTE, ENTRY, GRANT, INSPECTION_ENTRY, OFFER, PAYEE, PROGRAMME, QUESTION,
    RECALL, RECOVERY, RESOLUTION, RETIREMENT, VEHICLE, VIN,
} from './valid-requests.js';

/** What one transaction did, as replay prints it. */
interface Replayed extends Outcome {
    readonly index: number;
    readonly name: string;
}

let folder: string;
const transactions: Call[] = [];

function certificateOf(org: 'org1' | 'org2', name: string): string {
    const certificates = join(userMsp(join(folder, 'organizations'), PEER_ORGANISATIONS[org], name).msp, 'signcerts');
    const [file] = readdirSync(certificates);
    assert.ok(file);
    return readFileSync(join(certificates, file), 'utf8');
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-run-twice-'));
    await ensureOrganizations(join(folder, 'organizations'), portsOf(0, 1), 0);
    await issuePerson(join(folder, 'organizations'), join(folder, 'wallet'), PEER_ORGANISATIONS.org1, { name: 'Heir' });
    const milliseconds = Date.now();
    const call = (org: 'org1' | 'org2', name: string, ...args: string[]): void => {
        const { mspId } = PEER_ORGANISATIONS[org];
        transactions.push({ certificate: certificateOf(org, name), mspId, milliseconds: milliseconds + transactions.length, args });
    };
    const car = (number: number): string => `VF1KG1PBE${String(30_000_000 + number)}`;
    call('org1', 'User1', 'Membership:WhoAmI');
    call('org1', 'Admin', 'Membership:ReadCharter');
    call('org1', 'Admin', 'Membership:FoundConsortium', JSON.stringify(CHARTER));
    call('org2', 'Admin', 'Membership:AcceptCharter', charterHash(CHARTER));
    call('org1', 'Admin', 'Membership:GrantRole', JSON.stringify(GRANT));
    call('org1', 'Admin', 'Membership:RevokeRole', JSON.stringify({ ...GRANT, roles: ['inspector'] }));
    call('org1', 'Admin', 'Membership:ListMembers', 'Org1MSP', '10', '');
    call('org1', 'Admin', 'Membership:WhoAmI');
    call('org2', 'Admin', 'Membership:WhoAmI');
    const [own, other] = (await replay({}, [])).slice(-2).map(({ answer }) => JSON.parse(answer) as Caller);
    assert.ok(own && other);
    call('org1', 'Admin', 'Membership:GrantRole', JSON.stringify({ identity: own.identity, roles: ['workshop', 'inspector', 'dealer', 'issuer', 'registrar'] }));
    call('org2', 'Admin', 'Membership:GrantRole', JSON.stringify({ identity: other.identity, roles: ['authority'] }));
    call('org1', 'Admin', 'Membership:ReadCharter');
    for (const vin of [VIN, car(1)]) call('org1', 'Admin', 'VehicleRecord:RegisterVehicle', vin, JSON.stringify(VEHICLE));
    call('org1', 'Admin', 'VehicleRecord:RecordEntry', VIN, JSON.stringify(INSPECTION_ENTRY));
    call('org1', 'Admin', 'VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY));
    call('org1', 'Admin', 'VehicleRecord:RecordEntry', VIN, JSON.stringify(ENTRY));
    call('org1', 'Admin', 'VehicleRecord:RecordEntry', VIN, JSON.stringify({ ...ENTRY, date: '2031-01-01' }));
    const batch = (size: number, start: number): BatchEntry[] => Array.from({ length: size }, (_, index) => ({
        vin: index % 3 === 0 ? VIN : car(1), ...ENTRY, entryId: `b-${start + index}`, date: formatDay(15_000 + (start + index) * 7919 % 3_000),
        odometer: { ...ENTRY.odometer, value: (start + index) * 31 % 90_000 },
    }));
    for (const start of [0, 40, 80, 120, 160, 200, 240]) call('org1', 'Admin', 'VehicleRecord:RecordEntries', JSON.stringify(batch(40, start)));
    for (let index = 0; index < 20; index++) {
        const [entry] = batch(1, 1_000 + index);
        assert.ok(entry);
        const { vin, ...request } = entry;
        call('org1', 'Admin', 'VehicleRecord:RecordEntry', vin, JSON.stringify(request));
    }
    call('org1', 'Admin', 'VehicleRecord:ReadVehicle', VIN);
    const entry = { vin: VIN, mspId: 'Org1MSP', entryId: 'with-details' };
    transactions.push({ certificate: certificateOf('org1', 'Admin'), mspId: 'Org1MSP', milliseconds: milliseconds + transactions.length,
        args: ['VehicleRecord:StoreDetails', VIN, entry.entryId], transient: { details: JSON.stringify(DETAILS) } });
    call('org1', 'Admin', 'VehicleRecord:RecordEntry', VIN, JSON.stringify({
        ...ENTRY, entryId: entry.entryId, date: '2019-01-01', detailsHash: hashDetails(entry, DETAILS),
    }));
    call('org1', 'Admin', 'VehicleRecord:ReadDetails', VIN, entry.entryId);
    const disclosure = disclose({ ...entry, detailsHash: hashDetails(entry, DETAILS), details: DETAILS }, ['customerNumber']);
    call('org2', 'User1', 'VehicleRecord:VerifyDetails', VIN, entry.mspId, entry.entryId, JSON.stringify(disclosure));
    call('org1', 'Admin', 'VehicleRecord:PurgeDetails', VIN, entry.entryId);
    call('org2', 'User1', 'VehicleRecord:ReadHistory', car(1), '100', '2.5');
    call('org2', 'User1', 'VehicleRecord:ReadJudgement', car(1));
    call('org2', 'User1', 'VehicleRecord:ReadReport', car(1));
    decisions(call, [own, other], formatInstant(milliseconds + 3_600_000));
    accounts(call, () => formatInstant(milliseconds + transactions.length));
    money(call, milliseconds);
    procedures(call, formatDay(Math.floor(milliseconds / 86_400_000)));
    await documents(call);
    call('org2', 'Admin', 'Membership:SuspendOrganisation', 'Org2MSP');
});

/** Documents of Org1's administrator, with three holders; his managers are the board of the wallets. */
async function documents(call: (org: 'org1' | 'org2', name: string, ...args: string[]) => void): Promise<void> {
    const human = async (org: 'org1' | 'org2', name: string): Promise<Human> => {
        const { mspId } = PEER_ORGANISATIONS[org];
        const signer = SigningIdentity.read(mspId, userMsp(join(folder, 'organizations'), PEER_ORGANISATIONS[org], name).msp);
        return { name, user: { org, mspId, signer }, person: { mspId, publicKeyHash: keyOf(certificateOf(org, name)) }, pair: await newPair() };
    };
    const [author, first, second, third] = [await human('org1', 'Admin'), await human('org1', 'User1'), await human('org2', 'User1'), await human('org2', 'Admin')];
    const heir = await human('org1', 'Heir');
    const votes = (decisionId: string, content: object): readonly DocumentCall[] =>
        [first, second].map(by => ({ by, args: ['Decisions:Approve', decisionId, canonicalHash(content)] }));
    for (const { by: { name, user }, args: [fn = '', ...args], transient } of await documentCalls([author, first, second, third, heir], 'board', votes)) {
        call(user.org, name, fn, ...args);
        const made = transactions.pop();
        assert.ok(made);
        transactions.push({ ...made, ...transient === undefined ? {} : { transient } });
    }
}

/** A roster that becomes one of two versions more, by a decision that is approved; others that are rejected and withdrawn. */
function decisions(call: (org: 'org1' | 'org2', name: string, ...args: string[]) => void, people: readonly Caller[], expiry: string): void {
    const members = people.map(({ mspId, publicKeyHash }, index) => ({ mspId, publicKeyHash, name: `Manager ${index}` }));
    const version = (number: number): Roster => ({ rosterId: 'managers', version: number, members, threshold: 2, minOrganisations: 2 });
    const next = JSON.stringify(version(2));
    call('org1', 'Admin', 'Decisions:DefineRoster', JSON.stringify(version(1)));
    for (const decisionId of ['yes', 'no', 'never']) {
        call('org1', 'Admin', 'Decisions:ProposeRoster', JSON.stringify({ decisionId, roster: version(2), expiry }));
    }
    const contentHash = canonicalHash(version(2));
    call('org2', 'Admin', 'Decisions:ListPending', 'managers', '2', '');
    for (const org of ['org1', 'org2'] as const) call(org, 'Admin', 'Decisions:Approve', 'yes', contentHash);
    call('org2', 'Admin', 'Decisions:Reject', 'no', contentHash);
    call('org1', 'Admin', 'Decisions:Withdraw', 'never');
    call('org2', 'Admin', 'Decisions:ReadDecision', 'yes');
    call('org2', 'Admin', 'Decisions:DefineRoster', next.replace('{', '{"decisionId":"yes",'));
    call('org2', 'Admin', 'Decisions:ReadRoster', 'managers');
    const { decisionId, type, mspId, name, capabilities } = CHARTER_CHANGE;
    const admission = { type, mspId, name, capabilities };
    call('org1', 'Admin', 'Membership:ProposeCharterChange', JSON.stringify({ decisionId, expiry, ...admission }));
    for (const org of ['org1', 'org2'] as const) call(org, 'Admin', 'Decisions:Approve', decisionId, canonicalHash(admission));
    call('org1', 'Admin', 'Membership:ChangeCharter', decisionId);
}

/** A programme with policy, payee and wallets; a wallet that is frozen, unfrozen and recovered by three managers. */
function accounts(call: (org: 'org1' | 'org2', name: string, ...args: string[]) => void, now: () => string): void {
    const wallet = (org: 'org1' | 'org2', name: string, ...args: (string | object)[]): void => {
        call(org, 'Admin', `PolicyWallet:${name}`, ...args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg)));
    };
    const key = (org: 'org1' | 'org2', name: string): string => keyOf(certificateOf(org, name));
    const members = ([['org1', 'User1'], ['org2', 'Admin'], ['org2', 'User1']] as const).map(([org, name]) =>
        ({ mspId: PEER_ORGANISATIONS[org].mspId, publicKeyHash: key(org, name), name }));
    const roster: Roster = { rosterId: 'board', version: 1, members, threshold: 2, minOrganisations: 2 };
    const approve = (decisionId: string, content: object): void => {
        for (const org of ['org1', 'org2'] as const) call(org, 'User1', 'Decisions:Approve', decisionId, canonicalHash(content));
    };
    call('org2', 'Admin', 'Decisions:DefineRoster', JSON.stringify(roster));
    wallet('org1', 'CreateProgramme', { ...PROGRAMME, roster: 'board' });
    wallet('org1', 'PauseProgramme', 'meals');
    wallet('org1', 'ResumeProgramme', 'meals');
    wallet('org2', 'ReadProgramme', 'meals');
    wallet('org2', 'CheckPolicy', 'meals', VOUCHER);
    wallet('org1', 'ProposePolicy', 'meals', VOUCHER, 'policy');
    approve('policy', { programmeId: 'meals', policyHash: policyHash(VOUCHER), policy: VOUCHER });
    wallet('org1', 'PublishPolicy', 'meals', VOUCHER, 'policy');
    wallet('org2', 'ReadPolicy', 'meals', policyHash(VOUCHER));
    wallet('org2', 'OpenWallet', { walletId: 'cook', programmeId: 'meals' });
    wallet('org1', 'OpenWallet', { walletId: 'driver', programmeId: 'meals', roster: 'board', recoveryDelaySeconds: 0 });
    wallet('org1', 'RegisterPayee', PAYEE);
    wallet('org1', 'SuspendPayee', 'meals', 'cafe');
    wallet('org1', 'RestorePayee', 'meals', 'cafe');
    wallet('org2', 'ReadPayee', 'meals', 'cafe');
    wallet('org2', 'ListPayees', 'meals', '10', '');
    const own: Policy = { ...VOUCHER, id: 'own' };
    wallet('org1', 'SetWalletPolicy', 'driver', own, '');
    wallet('org1', 'ProposeWalletPolicy', 'driver', { ...own, version: 2, previousHash: policyHash(own) }, 'own-2');
    const freeze = { mspId: 'Org2MSP', publicKeyHash: key('org2', 'Admin'), at: now(), reason: 'lost' };
    wallet('org2', 'FreezeWallet', 'driver', freeze.reason);
    wallet('org1', 'ProposeUnfreeze', 'driver', 'thaw');
    approve('thaw', { walletId: 'driver', freeze });
    wallet('org1', 'Unfreeze', 'driver', 'thaw');
    wallet('org2', 'ProposeRecovery', { ...RECOVERY, decisionId: 'found', kind: 'lost' });
    wallet('org1', 'CancelRecovery', 'driver', 'found');
    wallet('org2', 'ProposeRecovery', RECOVERY);
    const { decisionId, walletId, newKeyHash, kind } = RECOVERY;
    approve(decisionId, { walletId, oldKeyHash: key('org1', 'Admin'), newKeyHash, kind });
    wallet('org2', 'CompleteRecovery', RECOVERY);
    wallet('org1', 'ReadWallet', 'driver');
}

/** Coins issued, paid with and without approval, reserved, captured, released, refunded, redeemed, returned, made one; and what is read of them. */
function money(call: (org: 'org1' | 'org2', name: string, ...args: string[]) => void, milliseconds: number): void {
    const at = (later: number): string => formatInstant(milliseconds + transactions.length + later);
    /** Does it, and gives the ids of the coins that it makes. */
    const wallet = (org: 'org1' | 'org2', name: string, ...args: (string | object)[]): (place: number) => string => {
        const made = transactionId(transactions.length);
        call(org, 'Admin', `PolicyWallet:${name}`, ...args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg)));
        return place => `${made}.${place}`;
    };
    const approve = (decisionId: string, content: object): void => {
        for (const org of ['org1', 'org2'] as const) call(org, 'User1', 'Decisions:Approve', decisionId, canonicalHash(content));
    };
    const policy: Policy = {
        ...VOUCHER, id: 'trips', validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '9999-01-01T00:00:00.000Z' }, assertions: [],
        rules: [{ id: 'all', effect: 'allow', when: {} }], refund: { allowed: true, withinSeconds: 3600, restoreQuota: 'same-period' },
        approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board' }],
    };
    wallet('org1', 'CreateProgramme', { ...PROGRAMME, programmeId: 'trips', roster: 'board' });
    wallet('org1', 'ProposePolicy', 'trips', policy, 'trips-1');
    approve('trips-1', { programmeId: 'trips', policyHash: policyHash(policy), policy });
    wallet('org1', 'PublishPolicy', 'trips', policy, 'trips-1');
    wallet('org1', 'OpenWallet', { walletId: 'traveller', programmeId: 'trips', roster: 'board' });
    wallet('org2', 'OpenWallet', { walletId: 'cab', programmeId: 'trips' });
    wallet('org1', 'RegisterPayee', { ...PAYEE, programmeId: 'trips', payeeId: 'taxi', walletId: 'cab' });
    const issued = wallet('org1', 'Issue', { issueId: 'i-1', programmeId: 'trips', walletId: 'traveller', amounts: ['500', '500', '2000'], expiresAt: at(86_400_000) });
    const order = (paymentId: string, amount: string): PaymentOrder =>
        ({ paymentId, walletId: 'traveller', payeeId: 'taxi', amount, currency: 'EUR', channel: 'pos' });
    const paid = wallet('org1', 'Pay', { ...order('p-1', '100'), coins: [issued(0)], change: '400' });
    const reserved = wallet('org1', 'Reserve', { ...order('p-2', '200'), coins: [paid(1)], change: '200', expiresAt: at(3_600_000) });
    const captured = wallet('org2', 'Capture', { programmeId: 'trips', paymentId: 'p-2', amount: '150' });
    wallet('org1', 'Reserve', { ...order('p-3', '50'), coins: [captured(1)], change: '0', expiresAt: at(3_600_000) });
    wallet('org2', 'Release', 'trips', 'p-3');
    wallet('org2', 'Refund', { refundId: 'r-1', programmeId: 'trips', paymentId: 'p-1', amount: '60', coins: [paid(0)], change: '40' });
    wallet('org2', 'Redeem', { redemptionId: 'r-1', payeeId: 'taxi', programmeId: 'trips', coins: [captured(0)] });
    wallet('org1', 'Consolidate', { consolidationId: 'c-1', walletId: 'traveller', coins: [issued(1), reserved(1)] });
    const short = wallet('org1', 'Issue', { issueId: 'i-2', programmeId: 'trips', walletId: 'traveller', amounts: ['1'], expiresAt: at(1) });
    wallet('org1', 'ReturnExpired', { returnId: 'r-1', walletId: 'traveller', coins: [short(0)] });
    const freeze = { mspId: 'Org1MSP', publicKeyHash: keyOf(certificateOf('org1', 'Admin')), at: at(0), reason: 'looked at' };
    wallet('org1', 'FreezeCoins', { walletId: 'traveller', coins: [issued(2)], reason: freeze.reason });
    const thaw = { decisionId: 'thaw-coins', walletId: 'traveller', coins: [issued(2)] };
    wallet('org1', 'ProposeUnfreezeCoins', thaw);
    approve(thaw.decisionId, { walletId: 'traveller', coins: [{ coinId: issued(2), freeze }] });
    wallet('org1', 'UnfreezeCoins', thaw);
    wallet('org1', 'Explain', { ...order('p-4', '2000'), coins: [issued(2)] });
    wallet('org1', 'ProposePayment', { decisionId: 'large-1', order: order('p-4', '2000'), expiry: at(3_600_000) });
    approve('large-1', { order: order('p-4', '2000'), payeeVersion: 1, policies: [policyHash(policy)], walletPolicy: null });
    wallet('org1', 'Pay', { ...order('p-4', '2000'), coins: [issued(2)], change: '0', decisionId: 'large-1' });
    wallet('org2', 'ReadCoins', 'traveller', '10', '');
    wallet('org2', 'ReadStatement', 'cab', '2', '');
    wallet('org2', 'ReadJournal', 'trips', '10', '');
    wallet('org2', 'ReadPayment', 'trips', 'p-2');
    wallet('org2', 'Audit', 'trips', '');
    wallet('org2', 'DamageBound', 'traveller', '366');
}

/** Everything that is done about a book beside recording, each once at least. */
function procedures(call: (org: 'org1' | 'org2', name: string, ...args: string[]) => void, today: string): void {
    const about = (org: 'org1' | 'org2', name: string, request: object): void => { call(org, 'Admin', `VehicleRecord:${name}`, VIN, JSON.stringify(request)); };
    const further = (entryId: string, value: number): object => ({ ...CORRECTION, entryId, value });
    const closing = (entryId: string): object => ({ ...CLOSING, entryId: `k-${entryId}`, closes: { mspId: 'Org1MSP', entryId } });
    about('org1', 'ProposeCorrection', CORRECTION);
    about('org2', 'OpenDispute', DISPUTE);
    about('org1', 'ProposeCorrection', further('c2', 51_400));
    about('org2', 'ConfirmCorrection', closing('c2'));
    about('org1', 'ProposeCorrection', further('c3', 51_300));
    about('org2', 'RejectCorrection', closing('c3'));
    about('org2', 'ResolveDispute', RESOLUTION);
    about('org2', 'OpenRecall', RECALL);
    about('org1', 'RecordEntry', { entryId: 'in-1', type: 'STOCK_IN', date: today, source: 'dealer' });
    about('org1', 'OfferSale', { ...OFFER, validUntil: today });
    call('org1', 'Admin', 'VehicleRecord:WithdrawOffer', VIN, OFFER.offerId);
    about('org2', 'CheckOdometer', QUESTION);
    about('org2', 'RetireVehicle', RETIREMENT);
}
after(() => rmSync(folder, { recursive: true, force: true }));

type Line = Replayed & { readonly line: string };

/** Reading functions whose answers depend on the time. */
const TIMED = new Set(['VehicleRecord:ReadReport', 'Decisions:ListPending', 'SharedDocument:ListPending', 'SharedDocument:ReadOpening']);

async function replay(environment: Readonly<Record<string, string>>, nodeOptions: readonly string[]): Promise<Line[]> {
    writeFileSync(join(folder, 'transactions.json'), JSON.stringify(transactions));
    const child = spawn(process.execPath, [...nodeOptions, join(import.meta.dirname, 'replay.js'), join(folder, 'transactions.json')], {
        env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'critical', ...environment }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
    assert.equal(code, 0);
    const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
    assert.equal(lines.length, transactions.length);
    return lines.map(line => ({ ...JSON.parse(line) as Replayed, line }));
}

test('the same bytes from processes that differ in everything that must not count', async () => {
    const [one, other] = await Promise.all([
        replay({ TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', CARNET_TEST_CLOCK_SHIFT_MS: '-60000' }, []),
        replay({ TZ: 'America/Los_Angeles', LANG: 'C', CARNET_TEST_CLOCK_SHIFT_MS: '60000' }, ['--max-old-space-size=96', '--stack-size=700']),
    ]);
    one.forEach(({ line }, index) => assert.equal(other[index]?.line, line));
    const succeeded = new Set(one.filter(({ status }) => status === 200).map(({ name }) => name));
    assert.deepEqual([...succeeded].sort(), CONTRACT_FUNCTIONS.map(({ contract, name }) => `${contract}:${name}`).sort(), 'every function succeeded once');
    for (const { name, trace, status } of one) {
        const kind = CONTRACT_FUNCTIONS.find(({ contract, name: known }) => `${contract}:${known}` === name)?.kind;
        const writes = trace.filter(([what]) => what === 'write' || what === 'purge' || what === 'delete');
        if (kind === 'evaluate' || status !== 200) assert.deepEqual(writes, [], `${name} must not write`);
    }
});

test('a clock that is off by more than the limit refuses, and does nothing else', async () => {
    const refused = await replay({ CARNET_TEST_CLOCK_SHIFT_MS: '130000' }, []);
    for (const { name, status, answer, trace } of refused) {
        const kind = CONTRACT_FUNCTIONS.find(({ contract, name: known }) => `${contract}:${known}` === name)?.kind;
        if (kind === 'submit' || TIMED.has(name)) assert.deepEqual([status, answer.split(':')[0], trace], [500, 'CLOCK_SKEW', []], name);
    }
    const allowed = await replay({ CARNET_TEST_CLOCK_SHIFT_MS: '130000', CARNET_CLOCK_SKEW_SECONDS: '200' }, []);
    assert.equal(allowed[2]?.status, 200, 'the limit is set by the environment');
});
