// A programme with everybody it takes, on a ledger whose clock the test sets: issuer, registrar, managers of two organisations, holders.
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import {
    charterHash, CONTRACT_FUNCTIONS, parseFailure,
    type Caller, type Capability, type CarnetEvent, type Charter, type Decision, type FailureCode, type ParsedFailure, type Policy,
    type PolicyFindingCode, type PublishedPolicy, type Roster, type Wallet,
} from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { VOUCHER } from '../policy/policies.js';
import { StubLedger, type Outcome } from './stub-ledger.js';

export const MONEY_CHARTER: Charter = {
    name: 'Money of three companies',
    organisations: [
        { mspId: 'Org1MSP', name: 'Fleet operator', capabilities: ['issuer', 'registrar', 'dealer'] },
        { mspId: 'Org2MSP', name: 'Garages', capabilities: ['issuer', 'workshop', 'dealer'] },
        { mspId: 'Org3MSP', name: 'Leasing', capabilities: ['registrar', 'authority'] },
    ],
};

export interface Person {
    readonly certificate: string;
    readonly mspId: string;
    readonly publicKeyHash: string;
}

/** What a call did: its answer, the keys it read and wrote, and its event. */
export interface Called<T> {
    readonly answer: T;
    readonly reads: readonly string[];
    readonly writes: readonly string[];
    readonly event: CarnetEvent | undefined;
}

/** Objects are sent as JSON. */
export type Argument = string | object;

const keysOf = ({ trace }: Outcome, ...kinds: string[]): string[] => trace.flatMap(([kind = '', key = '']) => kinds.includes(kind) ? [key] : []);

export class Treasury {
    /** 2026-03-04, a Wednesday, 12:00 in the voucher's calendar. */
    now = Date.parse('2026-03-04T11:00:00.000Z');
    readonly #ledger = new StubLedger();
    readonly #authority: CertificateAuthority;
    #admin!: string;
    issuer!: Person;
    registrar!: Person;
    /** Two of Org1MSP and two of Org2MSP; the roster `managers` takes two of them, of both organisations. */
    managers!: readonly [Person, Person, Person, Person];

    private constructor(authority: CertificateAuthority) {
        this.#authority = authority;
    }

    /** The consortium with issuer, registrar and the roster `managers`. */
    static async open(): Promise<Treasury> {
        // Read by the chaincode when it is loaded, which is below.
        process.env['CARNET_CLOCK_SKEW_SECONDS'] = '9999999999';
        const treasury = new Treasury(await CertificateAuthority.create('ca', 'org.example.com'));
        await treasury.#found();
        return treasury;
    }

    /** The same with the programme `meals`, its policy in force, and wallets and a payee: see `meals`. */
    static async ofMeals(): Promise<Treasury & { readonly meals: Meals }> {
        const treasury = await Treasury.open();
        return Object.assign(treasury, { meals: await treasury.#meals() });
    }

    async #found(): Promise<void> {
        this.#admin = (await this.#authority.issue({ commonName: 'admin', unit: 'admin' })).certificate;
        const [first, ...others] = MONEY_CHARTER.organisations.map(({ mspId }) => this.#administrator(mspId));
        assert.ok(first);
        await this.call(first, 'Membership:FoundConsortium', MONEY_CHARTER);
        for (const other of others) await this.call(other, 'Membership:AcceptCharter', charterHash(MONEY_CHARTER));
        this.issuer = await this.person('Org1MSP', 'issuer', 'issuer');
        this.registrar = await this.person('Org3MSP', 'registrar', 'registrar');
        this.managers = [
            await this.person('Org1MSP', 'm1'), await this.person('Org1MSP', 'm2'), await this.person('Org2MSP', 'm3'), await this.person('Org2MSP', 'm4'),
        ];
        await this.roster('managers', this.managers);
    }

    async #meals(): Promise<Meals> {
        await this.call(this.issuer, 'CreateProgramme', PROGRAMME);
        await this.publish(VOUCHER);
        const driver = await this.person('Org1MSP', 'driver');
        const cook = await this.person('Org2MSP', 'cook');
        await this.call(driver, 'OpenWallet', { walletId: 'driver', programmeId: 'meals', roster: 'managers', recoveryDelaySeconds: 3600 });
        await this.call(cook, 'OpenWallet', { walletId: 'cook', programmeId: 'meals', roster: 'managers' });
        await this.call(this.registrar, 'RegisterPayee', CAFE);
        return { driver, cook };
    }

    #administrator(mspId: string): Person {
        return { certificate: this.#admin, mspId, publicKeyHash: keyOf(this.#admin) };
    }

    /** A new key, certified under this name for this organisation; the same name again is the same identity with another key. */
    async person(mspId: string, commonName: string, ...roles: readonly Capability[]): Promise<Person> {
        const { certificate } = await this.#authority.issue({ commonName, unit: 'client' });
        const person = { certificate, mspId, publicKeyHash: keyOf(certificate) };
        if (roles.length > 0) {
            const { identity } = (await this.call<Caller>(person, 'Membership:WhoAmI')).answer;
            await this.call(this.#administrator(mspId), 'Membership:GrantRole', { identity, roles });
        }
        return person;
    }

    suspend(mspId: string): Promise<Called<unknown>> {
        return this.call(this.#administrator(mspId), 'Membership:SuspendOrganisation', mspId);
    }

    /** Defines a roster of these people. */
    async roster(rosterId: string, members: readonly Person[], options: { threshold?: number; minOrganisations?: number } = {}): Promise<Roster> {
        const [first] = members;
        assert.ok(first);
        const roster: Roster = {
            rosterId, version: 1, threshold: 2, minOrganisations: 2, ...options,
            members: members.map(({ mspId, publicKeyHash }, index) => ({ mspId, publicKeyHash, name: `member ${index + 1}` })),
        };
        return (await this.call<Roster>(first, 'Decisions:DefineRoster', roster)).answer;
    }

    #invoke(caller: Person, name: string, args: readonly Argument[]): Promise<Outcome> {
        const { certificate, mspId } = caller;
        const texts = args.map(argument => typeof argument === 'string' ? argument : JSON.stringify(argument));
        // The next transaction is always a later one.
        return this.#ledger.invoke({ certificate, mspId, milliseconds: this.now++, args: [name.includes(':') ? name : `PolicyWallet:${name}`, ...texts] });
    }

    /** Calls a function, of PolicyWallet where no contract is named. */
    async call<T = unknown>(caller: Person, name: string, ...args: readonly Argument[]): Promise<Called<T>> {
        const outcome = await this.#invoke(caller, name, args);
        assert.equal(outcome.status, 200, `${name}: ${outcome.answer}`);
        if (isSubmitted(name)) assert.deepEqual(keysOf(outcome, 'range'), [], `${name} reads a range`);
        const [, , payload] = outcome.trace.find(([kind]) => kind === 'event') ?? [];
        return {
            answer: JSON.parse(outcome.answer) as T, reads: keysOf(outcome, 'read', 'range'), writes: keysOf(outcome, 'write', 'delete'),
            event: payload === undefined ? undefined : JSON.parse(payload) as CarnetEvent,
        };
    }

    /** The refusal of a call, which wrote nothing. */
    async refusal(caller: Person, name: string, ...args: readonly Argument[]): Promise<ParsedFailure> {
        const outcome = await this.#invoke(caller, name, args);
        assert.equal(outcome.status, 500, `${name} succeeded although it should be refused`);
        const failure = parseFailure(outcome.answer);
        assert.ok(failure, outcome.answer);
        return failure;
    }

    async refused(code: FailureCode | PolicyFindingCode, caller: Person, name: string, ...args: readonly Argument[]): Promise<ParsedFailure> {
        const failure = await this.refusal(caller, name, ...args);
        assert.equal(failure.code, code, `${name}: ${failure.sentence}`);
        return failure;
    }

    /** Votes for exactly what a decision is about. */
    async approve({ decisionId, contentHash }: Decision, ...voters: readonly Person[]): Promise<void> {
        for (const voter of voters) await this.call(voter, 'Decisions:Approve', decisionId, contentHash);
    }

    async reject({ decisionId, contentHash }: Decision, voter: Person): Promise<void> {
        await this.call(voter, 'Decisions:Reject', decisionId, contentHash);
    }

    /** Proposes a policy, has two managers approve it, and puts it in force. */
    async publish(policy: Policy, programmeId = 'meals'): Promise<PublishedPolicy> {
        const decisionId = `publish-${programmeId}-${policy.id}-${policy.version}`;
        const { answer } = await this.call<Decision>(this.issuer, 'ProposePolicy', programmeId, policy, decisionId);
        await this.approve(answer, this.managers[0], this.managers[2]);
        return (await this.call<PublishedPolicy>(this.issuer, 'PublishPolicy', programmeId, policy, decisionId)).answer;
    }

    async wallet(walletId: string): Promise<Wallet> {
        return (await this.call<Wallet>(this.issuer, 'ReadWallet', walletId)).answer;
    }
}

export interface Meals {
    /** Holder of the wallet `driver`, of Org1MSP; recovered after an hour. */
    readonly driver: Person;
    /** Holder of the wallet `cook`, of Org2MSP, into which the payee `cafe` is paid. */
    readonly cook: Person;
}

export const PROGRAMME = { programmeId: 'meals', name: 'Meals for drivers', currency: { code: 'EUR', scale: 2 }, issueLimit: '1000000', roster: 'managers' } as const;

export const CAFE = {
    programmeId: 'meals', payeeId: 'cafe', name: 'Café du Pont', walletId: 'cook', category: '5814', country: 'FR', region: 'FR-75', groups: ['partners'],
} as const;

function isSubmitted(name: string): boolean {
    const [contract, fn] = name.includes(':') ? name.split(':') : ['PolicyWallet', name];
    return CONTRACT_FUNCTIONS.some(known => known.contract === contract && known.name === fn && known.kind === 'submit');
}

/** As Caller.publicKeyHash of the chaincode computes it. */
export function keyOf(certificate: string): string {
    return createHash('sha256').update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
}
