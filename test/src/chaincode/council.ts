// Companies with their administrators and managers on a ledger in memory, at times that the test chooses: many votes in little time.
import assert from 'node:assert/strict';
import {
    canonicalHash, charterHash, parseFailure,
    type Caller, type CharterChange, type CharterState, type Decision, type DecisionState, type ParsedFailure,
    type Roster, type RosterMember, type RosterRequest,
} from '@carnet/domain';
import { CertificateAuthority, type KeyAndCertificate } from '@carnet/network/dist/identities/certificate-authority.js';
import { StubLedger } from './stub-ledger.js';

export interface Person { readonly mspId: string; readonly certificate: string }
export interface Manager extends Person { readonly member: RosterMember }

const START = Date.UTC(2027, 0, 1);

export class Council {
    /** Milliseconds since the epoch. */
    now = START;
    readonly #ledger: StubLedger;
    #issued = 0;

    private constructor(ledger: StubLedger, readonly authority: CertificateAuthority, readonly admins: ReadonlyMap<string, Person>) {
        this.#ledger = ledger;
    }

    /** A consortium in force of Org1MSP … OrgNMSP, each with an administrator. */
    static async open(organisations: number): Promise<Council> {
        // Read by the chaincode when it is loaded, which is below.
        process.env['CARNET_CLOCK_SKEW_SECONDS'] = '9999999999';
        const authority = await CertificateAuthority.create('ca', 'example.com');
        const admins = new Map<string, Person>();
        for (let index = 1; index <= organisations; index++) {
            const { certificate } = await authority.issue({ commonName: `Admin@org${index}`, unit: 'admin' });
            admins.set(`Org${index}MSP`, { mspId: `Org${index}MSP`, certificate });
        }
        const council = new Council(new StubLedger(), authority, admins);
        const charter = {
            name: 'Council', organisations: [...admins.keys()].map(mspId => ({ mspId, name: mspId, capabilities: ['dealer'] as const })),
        };
        for (const [mspId] of admins) {
            if (mspId === 'Org1MSP') await council.done(council.admin(mspId), 'Membership:FoundConsortium', JSON.stringify(charter));
            else await council.done(council.admin(mspId), 'Membership:AcceptCharter', charterHash(charter));
        }
        return council;
    }

    admin(mspId: string): Person {
        const admin = this.admins.get(mspId);
        assert.ok(admin);
        return admin;
    }

    async issue(commonName: string): Promise<KeyAndCertificate> {
        return this.authority.issue({ commonName, unit: 'client' });
    }

    /** A manager of each organisation that is named. */
    async managers(...mspIds: string[]): Promise<Manager[]> {
        const managers: Manager[] = [];
        for (const mspId of mspIds) {
            this.#issued += 1;
            const { certificate } = await this.issue(`manager${this.#issued}`);
            managers.push(await this.manager({ mspId, certificate }, `Manager ${this.#issued}`));
        }
        return managers;
    }

    async manager(person: Person, name: string): Promise<Manager> {
        const { publicKeyHash } = await this.done(person, 'Membership:WhoAmI') as Caller;
        return { ...person, member: { mspId: person.mspId, publicKeyHash, name } };
    }

    instant(secondsFromNow: number): string {
        return new Date(this.now + secondsFromNow * 1_000).toISOString();
    }

    async #call({ mspId, certificate }: Person, args: readonly string[]): Promise<{ status: number; answer: string }> {
        return this.#ledger.invoke({ mspId, certificate, milliseconds: this.now, args });
    }

    async done(person: Person, ...args: string[]): Promise<unknown> {
        const { status, answer } = await this.#call(person, args);
        assert.equal(status, 200, `${args[0]}: ${answer}`);
        return JSON.parse(answer);
    }

    async refused(person: Person, ...args: string[]): Promise<ParsedFailure> {
        const { status, answer } = await this.#call(person, args);
        assert.equal(status, 500, `${args[0]} succeeded although it should be refused: ${answer}`);
        const failure = parseFailure(answer);
        assert.ok(failure, answer);
        return failure;
    }

    /** The code of a refusal, or 'OK'. */
    async outcome(person: Person, ...args: string[]): Promise<string> {
        const { status, answer } = await this.#call(person, args);
        return status === 200 ? 'OK' : parseFailure(answer)?.code ?? answer;
    }

    async define(by: Manager, roster: RosterRequest): Promise<Roster> {
        return await this.done(by, 'Decisions:DefineRoster', JSON.stringify(roster)) as Roster;
    }

    async propose(by: Manager, decisionId: string, roster: Roster, seconds = 3_600): Promise<Decision> {
        return await this.done(by, 'Decisions:ProposeRoster', JSON.stringify({ decisionId, roster, expiry: this.instant(seconds) })) as Decision;
    }

    async change(mspId: string, change: CharterChange & { readonly decisionId: string }, seconds = 3_600): Promise<Decision> {
        return await this.done(this.admin(mspId), 'Membership:ProposeCharterChange', JSON.stringify({ ...change, expiry: this.instant(seconds) })) as Decision;
    }

    async approve({ decisionId, contentHash }: Decision, ...people: Person[]): Promise<void> {
        for (const person of people) await this.done(person, 'Decisions:Approve', decisionId, contentHash);
    }

    async reject({ decisionId, contentHash }: Decision, ...people: Person[]): Promise<void> {
        for (const person of people) await this.done(person, 'Decisions:Reject', decisionId, contentHash);
    }

    async refusedVote({ decisionId, contentHash }: Decision, person: Person, vote: 'Approve' | 'Reject' = 'Approve'): Promise<ParsedFailure> {
        return this.refused(person, `Decisions:${vote}`, decisionId, contentHash);
    }

    async read(decisionId: string): Promise<DecisionState> {
        const state = await this.done(this.admin('Org1MSP'), 'Decisions:ReadDecision', decisionId) as DecisionState;
        assert.equal(canonicalHash(state.content), state.decision.contentHash);
        return state;
    }

    async charter(): Promise<CharterState> {
        return await this.done(this.admin('Org1MSP'), 'Membership:ReadCharter') as CharterState;
    }
}
