// The people of money on a network of our own: issuer, registrar, managers of two companies, holders and shops, each with a key of his own.
import assert from 'node:assert/strict';
import { connect, type Carnet, type ConnectOptions } from '@carnet/client';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import { policyHash, type Charter, type Capability, type Decision, type Policy, type Roster } from '@carnet/domain';
import { NEVER } from '@carnet/network/dist/processes/interruption.js';
import { waitUntil } from '@carnet/network/dist/processes/readiness.js';
import { ANYTHING } from '../policy/policies.js';
import { Shared } from '../shared.js';
import { CARNET, startTestNetwork, type TestNetwork, type TestNetworkOptions } from '../test-network.js';
import type { OrgName } from './members.js';

const CHARTER: Charter = {
    name: 'Money of two companies',
    organisations: [
        { mspId: 'Org1MSP', name: 'Fleet operator', capabilities: ['issuer', 'registrar', 'dealer'] },
        { mspId: 'Org2MSP', name: 'Garages', capabilities: ['workshop', 'dealer'] },
    ],
};

const MINUTES_PER_DAY = 1440;

/** Everything, everywhere, within what a case adds. By its calendar it is noon when the tests begin: no limit of a day begins anew meanwhile. */
export const POLICY: Policy = {
    ...ANYTHING,
    calendar: { utcOffsetMinutes: MINUTES_PER_DAY / 2 - Math.floor(Date.now() / 60_000) % MINUTES_PER_DAY, weekStart: 1 },
    validity: { notBefore: '2024-01-01T00:00:00.000Z', notAfter: '2100-01-01T00:00:00.000Z' },
    refund: { ...ANYTHING.refund, withinSeconds: 86_400 },
};

/** What a peer says that is a block behind the one which saw the last call through. */
const NOT_YET = [
    'CHARTER_NOT_FOUND', 'CONSORTIUM_NOT_FOUNDED', 'ROSTER_NOT_FOUND', 'PROGRAMME_NOT_FOUND', 'POLICY_NOT_FOUND', 'WALLET_NOT_FOUND', 'PAYEE_UNKNOWN',
    'DECISION_NOT_FOUND', 'PAYMENT_NOT_FOUND', 'ROLE_REQUIRED', 'NOT_LICENSED', 'COIN_SPENT', 'RECOVERY_NOT_FOUND',
];

/** Two companies have a peer each, and one may be a block behind: while it says so it is asked again, for at most a minute. */
export function onceThere<T>(call: () => Promise<T>, ...further: readonly string[]): Promise<T> {
    return onceSeen(new Set([...NOT_YET, ...further]), call);
}

export interface MoneyPerson {
    readonly carnet: Carnet;
    readonly org: OrgName;
    readonly name: string;
    readonly mspId: string;
    readonly publicKeyHash: string;
}

export class MoneyNetwork {
    readonly #people: MoneyPerson[] = [];
    issuer!: MoneyPerson;
    registrar!: MoneyPerson;
    /** Two of the roster `managers` are needed, of both companies. */
    managers!: readonly MoneyPerson[];
    #ids = 0;
    #issuing: Promise<unknown> = Promise.resolve();

    private constructor(readonly own: TestNetwork) {}

    static async start(options: TestNetworkOptions = {}): Promise<MoneyNetwork> {
        const money = new MoneyNetwork(await startTestNetwork({ chaincodes: [CARNET], ...options }));
        try {
            await money.#found();
        } catch (error) {
            await money.stop();
            throw error;
        }
        return money;
    }

    async #found(): Promise<void> {
        const [admin1, admin2] = [await this.connect('org1', 'Admin'), await this.connect('org2', 'Admin')];
        const { charterHash } = await admin1.carnet.membership.found(CHARTER);
        await onceThere(() => admin2.carnet.membership.accept(charterHash));
        this.issuer = await this.person('org1', 'issuer');
        this.registrar = await this.person('org1', 'registrar');
        this.managers = [await this.person('org1'), await this.person('org1'), await this.person('org2')];
        await this.roster('managers', this.managers, 2);
    }

    id(what: string): string {
        return `${what}-${this.#ids++}`;
    }

    async connect(org: OrgName, name: string, options: ConnectOptions = {}): Promise<MoneyPerson> {
        const carnet = await connect({ env: this.own.network.environment(org, name), ...options });
        // The charter may not be in force yet, and then nobody has a role.
        const { mspId, publicKeyHash } = await carnet.membership.whoAmI();
        const person = { carnet, org, name, mspId, publicKeyHash };
        this.#people.push(person);
        return person;
    }

    /** Somebody new, with these roles. */
    async person(org: OrgName, ...roles: readonly Capability[]): Promise<MoneyPerson> {
        const name = this.id('person');
        await this.own.network.issueIdentity({ org, name });
        const person = await this.connect(org, name);
        if (roles.length > 0) await this.grant(person, ...roles);
        return person;
    }

    async grant({ carnet, org }: MoneyPerson, ...roles: readonly Capability[]): Promise<void> {
        const admin = this.#people.find(other => other.org === org && other.name === 'Admin');
        assert.ok(admin);
        const { identity } = await carnet.membership.whoAmI();
        await onceThere(() => admin.carnet.membership.grant({ identity, roles }));
    }

    async roster(rosterId: string, people: readonly MoneyPerson[], minOrganisations: number): Promise<Roster> {
        const members = people.map(({ mspId, publicKeyHash, name }) => ({ mspId, publicKeyHash, name }));
        const roster: Roster = { rosterId, version: 1, members, threshold: 2, minOrganisations };
        await onceThere(async () => people[0]?.carnet.submit('Decisions', 'DefineRoster', [JSON.stringify(roster)], { idempotent: true }));
        return roster;
    }

    async approve({ decisionId, contentHash }: Decision, ...people: readonly MoneyPerson[]): Promise<void> {
        for (const { carnet } of people) {
            await onceThere(() => carnet.submit('Decisions', 'Approve', [decisionId, contentHash], { idempotent: true }));
        }
    }

    /** A programme with this policy in force. */
    async programme(policy: Policy, issueLimit = '1000000000'): Promise<string> {
        const programmeId = this.id('programme');
        const { programmes } = this.issuer.carnet;
        await onceThere(() => programmes.create({ programmeId, name: 'Money', currency: policy.currency, issueLimit, roster: 'managers' }));
        await this.publish(programmeId, policy);
        return programmeId;
    }

    async publish(programmeId: string, policy: Policy): Promise<void> {
        const { programmes } = this.issuer.carnet;
        const decisionId = this.id('publish');
        await this.approve(await onceThere(() => programmes.proposePolicy(programmeId, policy, decisionId)), ...this.managers.slice(1));
        await onceThere(() => programmes.publishPolicy(programmeId, policy, { decisionId }), 'APPROVAL_INSUFFICIENT');
    }

    /** The version after a policy. */
    next(policy: Policy, change: Partial<Policy>): Policy {
        return { ...policy, version: policy.version + 1, previousHash: policyHash(policy), ...change };
    }

    /** A wallet with coins of these amounts. */
    async wallet(programmeId: string, holder: MoneyPerson, amounts: readonly string[] = [], managed = false, forPayee = false): Promise<string> {
        const walletId = this.id('wallet');
        const managers = managed ? { roster: 'managers', recoveryDelaySeconds: 0 } : {};
        await onceThere(() => holder.carnet.wallets.open({ walletId, programmeId, forPayee, ...managers }));
        if (amounts.length > 0) await this.issue(programmeId, walletId, amounts);
        return walletId;
    }

    /** One after the other: two issues may fall on the same stripe of what their programme may issue in all. */
    async issue(programmeId: string, walletId: string, amounts: readonly string[], expiresAt = '2099-01-01T00:00:00.000Z'): Promise<void> {
        const issue = { issueId: this.id('issue'), programmeId, walletId, amounts, expiresAt };
        this.#issuing = this.#issuing.then(() => onceThere(() => this.issuer.carnet.programmes.issue(issue)));
        await this.#issuing;
        // Whoever spends it reads at the peer of his own company, which may be a block behind that of the issuer.
        const holds = async ({ carnet }: MoneyPerson): Promise<boolean> => {
            for await (const coin of carnet.wallets.coins(walletId)) if (coin.issueId === issue.issueId) return true;
            return false;
        };
        await Promise.all(this.managers.map(person => waitUntil(() => holds(person), {
            what: `the coins of ${issue.issueId} at the peer of ${person.mspId}`, timeoutMs: 60_000, processes: [], signal: NEVER,
        })));
    }

    /** A payee, and the wallet that is paid. */
    async shop(programmeId: string, holder: MoneyPerson, facts: { readonly category?: string } = {}): Promise<string> {
        const walletId = await this.wallet(programmeId, holder, [], false, true);
        const payeeId = this.id('shop');
        const payee = { programmeId, payeeId, name: 'A shop', walletId, groups: [], ...facts };
        await onceThere(() => this.registrar.carnet.programmes.registerPayee(payee));
        return payeeId;
    }

    async stop(): Promise<void> {
        for (const { carnet } of this.#people) carnet.close();
        await this.own.stop();
    }
}

/** The one of this process, for files that do not mind each other's programmes. */
export const sharedMoney = new Shared(() => MoneyNetwork.start(), money => money.stop());
