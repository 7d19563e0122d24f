// A network with a bank on it: the real chaincode on the embedded network, people with keys, and a clock that the case sets.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import {
    charterHash,
    type Caller, type Capability, type Charter, type Decision, type FailureCode, type ParsedFailure, type Roster,
} from '@carnet/domain';
import { InProcessNetwork, type Endorsed, type InProcessUser } from '../in-process/network.js';
import { ownOrganizations } from '../organizations.js';
import { CHAINCODE_DIR, refusalIn } from '../chaincode/trade.js';

const CHARTER: Charter = {
    name: 'Money cases',
    organisations: [
        { mspId: 'Org1MSP', name: 'Bank', capabilities: ['issuer', 'registrar', 'dealer', 'inspector'] },
        { mspId: 'Org2MSP', name: 'Trade', capabilities: ['issuer', 'workshop', 'dealer'] },
    ],
};

export type Org = 'org1' | 'org2';
/** Objects are sent as JSON. */
export type Argument = string | object;

export interface Person { readonly user: InProcessUser; readonly mspId: string; readonly publicKeyHash: string }

/** How Fabric judged a transaction that was ordered. */
export const VALID = 0;
export const MVCC_READ_CONFLICT = 11;

const DAY = 86_400_000;

export class Bank {
    /** Milliseconds since 1970, of clients and nodes alike: the time of the next transaction, which is always later than the one before. */
    get now(): number {
        return Date.now();
    }

    set now(milliseconds: number) {
        mock.timers.setTime(milliseconds);
    }

    readonly #network: InProcessNetwork;
    #people = 0;
    #rosters = 0;
    issuer!: Person;
    registrar!: Person;
    /** Two of each organisation; the roster `managers` takes two of them, of both organisations. */
    managers!: readonly [Person, Person, Person, Person];

    private constructor(network: InProcessNetwork) {
        this.#network = network;
    }

    static async open(): Promise<Bank> {
        // The network is in this process, and so its clocks are, too.
        mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-03-04T11:00:00.000Z') });
        const organizations = await ownOrganizations();
        const bank = new Bank(await InProcessNetwork.open({ chaincodeDir: CHAINCODE_DIR, name: 'carnet', organizations }));
        await bank.#found();
        return bank;
    }

    async #found(): Promise<void> {
        await this.submit(this.#admin('org1'), 'Membership:FoundConsortium', CHARTER);
        await this.submit(this.#admin('org2'), 'Membership:AcceptCharter', charterHash(CHARTER));
        this.issuer = await this.person('org1', 'issuer');
        this.registrar = await this.person('org1', 'registrar');
        this.managers = [await this.person('org1'), await this.person('org1'), await this.person('org2'), await this.person('org2')];
        await this.roster(this.managers, { rosterId: 'managers', minOrganisations: 2 });
    }

    #admin(org: Org): Person {
        const user = this.#network.user(org, 'Admin');
        return { user, mspId: user.mspId, publicKeyHash: '' };
    }

    /** A person with a key of his own, and these roles. */
    async person(org: Org, ...roles: readonly Capability[]): Promise<Person> {
        const user = await this.#network.issueUser(org, { name: `person${this.#people++}` });
        const { mspId, identity, publicKeyHash } = await this.evaluate<Caller>({ user, mspId: user.mspId, publicKeyHash: '' }, 'Membership:WhoAmI');
        const person = { user, mspId, publicKeyHash };
        if (roles.length > 0) await this.submit(this.#admin(org), 'Membership:GrantRole', { identity, roles });
        return person;
    }

    async grant(person: Person, ...roles: readonly Capability[]): Promise<void> {
        const { identity } = await this.evaluate<Caller>(person, 'Membership:WhoAmI');
        await this.submit(this.#admin(person.user.org), 'Membership:GrantRole', { identity, roles });
    }

    async revoke(person: Person, ...roles: readonly Capability[]): Promise<void> {
        const { identity } = await this.evaluate<Caller>(person, 'Membership:WhoAmI');
        await this.submit(this.#admin(person.user.org), 'Membership:RevokeRole', { identity, roles });
    }

    /** Suspends an organisation for the rest of the file. */
    suspend(org: Org): Promise<unknown> {
        return this.submit(this.#admin(org), 'Membership:SuspendOrganisation', this.#admin(org).mspId);
    }

    /** Defines a roster: by default two of these people. */
    async roster(people: readonly Person[], rules: Partial<Roster> = {}): Promise<Roster> {
        const [first] = people;
        assert.ok(first);
        const members = people.map(({ mspId, publicKeyHash }, index) => ({ mspId, publicKeyHash, name: `Manager ${index + 1}` }));
        const roster: Roster = { rosterId: `roster${this.#rosters++}`, version: 1, members, threshold: 2, minOrganisations: 1, ...rules };
        return this.submit<Roster>(first, 'Decisions:DefineRoster', roster);
    }

    async approve({ decisionId, contentHash }: Decision, ...people: readonly Person[]): Promise<void> {
        for (const person of people) await this.submit(person, 'Decisions:Approve', decisionId, contentHash);
    }

    #tick(): number {
        const { now } = this;
        this.now = now + 1;
        return now;
    }

    /** Endorsed by both organisations and not ordered yet. */
    async endorse(person: Person, name: string, ...args: readonly Argument[]): Promise<Endorsed> {
        return this.#network.endorse(person.user, nameOf(name), textsOf(args), { timestampMs: this.#tick() });
    }

    /** Endorsed, ordered and found valid by both peers. */
    async submit<T = unknown>(person: Person, name: string, ...args: readonly Argument[]): Promise<T> {
        const endorsed = await saying(name, this.endorse(person, name, ...args));
        assert.equal((await endorsed.commit()).code, VALID, `${name} is valid`);
        return JSON.parse(Buffer.from(endorsed.result).toString('utf8')) as T;
    }

    async evaluate<T = unknown>(person: Person, name: string, ...args: readonly Argument[]): Promise<T> {
        const answer = await saying(name, this.#network.evaluate(person.user, nameOf(name), textsOf(args), { timestampMs: this.now }));
        return JSON.parse(Buffer.from(answer).toString('utf8')) as T;
    }

    /** A call that is refused with this code, and so leaves the ledger as it was. */
    async refused(code: FailureCode, person: Person, name: string, ...args: readonly Argument[]): Promise<ParsedFailure> {
        const before = this.height();
        let result: Uint8Array;
        try {
            ({ result } = await this.endorse(person, name, ...args));
        } catch (error) {
            const failure = refusalIn(error);
            assert.equal(failure.code, code, `${name}: ${failure.code}: ${failure.sentence} ${JSON.stringify(failure.parameters)}`);
            assert.equal(this.height(), before);
            return failure;
        }
        return assert.fail(`${name} succeeded although it should be refused with ${code}: ${Buffer.from(result).toString('utf8')}`);
    }

    /** Number of blocks: a ledger of the same height has not changed. */
    height(): bigint {
        const [peer] = this.#network.nodes.peers;
        assert.ok(peer);
        return peer.ledger.height();
    }

    /** Instant so many days, and milliseconds, from now. */
    instant(days: number, milliseconds = 0): string {
        return new Date(this.now + days * DAY + milliseconds).toISOString();
    }

    async close(): Promise<void> {
        await this.#network.close();
        mock.timers.reset();
    }
}

/** What comes of a call; where it is refused, the refusal is the error's message. */
async function saying<T>(name: string, call: Promise<T>): Promise<T> {
    try {
        return await call;
    } catch (error) {
        const { code, sentence, parameters } = refusalIn(error);
        throw new Error(`${name}: ${code}: ${sentence} ${JSON.stringify(parameters)}`, { cause: error });
    }
}

function nameOf(name: string): string {
    return name.includes(':') ? name : `PolicyWallet:${name}`;
}

function textsOf(args: readonly Argument[]): string[] {
    return args.map(argument => typeof argument === 'string' ? argument : JSON.stringify(argument));
}
