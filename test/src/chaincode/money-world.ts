// A programme of money with people, wallets and payees, on a ledger and at a time that the test chooses; calls can be withheld and committed later.
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import {
    charterHash, parseFailure,
    type AuditPage, type Capability, type Charter, type Coin, type CoinPage, type Decision, type IssueRequest, type Movement, type ParsedFailure,
    type PayeeRequest, type Payment, type PaymentReceipt, type PaymentRequest, type Policy, type PublishedPolicy,
} from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { NOON, VOUCHER } from '../policy/policies.js';
import { StubLedger, type EndorsedCall } from './stub-ledger.js';

/** Org1: the money's issuer and its people. Org2: merchants. Org3: managers only. */
const ROLES = {
    Org1MSP: ['issuer', 'registrar', 'workshop'], Org2MSP: ['dealer', 'workshop'], Org3MSP: ['auditor'],
} as const satisfies Record<string, readonly Capability[]>;
export type Msp = keyof typeof ROLES;

const CHARTER: Charter = {
    name: 'Money', organisations: Object.entries(ROLES).map(([mspId, capabilities]) => ({ mspId, name: mspId, capabilities })),
};

/** Somebody with a key of his own. */
export interface Person { readonly name: string; readonly mspId: Msp; readonly certificate: string; readonly publicKeyHash: string }

export const PROGRAMME = 'meals';
export const EXPIRY = '2026-12-31T00:00:00.000Z';

/** What one call read and wrote, and what it answered. */
export interface Traced<T> {
    readonly answer: T;
    readonly reads: readonly string[];
    /** In which the reads were asked for. */
    readonly messages: number;
    readonly writes: readonly string[];
    readonly ranges: number;
    readonly events: readonly string[];
}

export class MoneyWorld {
    /** Milliseconds since 1970-01-01 UTC; a Wednesday noon. */
    now = NOON;
    readonly ledger = new StubLedger();
    readonly #authorities = new Map<string, CertificateAuthority>();
    readonly #people = new Map<string, Person>();
    #ids = 0;

    /** A consortium with a programme, its policy, the payee `cafe` of Org2, and wallets of the payers `alice` and `bob`. */
    static async open(policy: Policy = VOUCHER): Promise<MoneyWorld> {
        // Read by the chaincode when it is loaded, which is below.
        process.env['CARNET_CLOCK_SKEW_SECONDS'] = '9999999999';
        const world = new MoneyWorld();
        for (const mspId of Object.keys(ROLES) as Msp[]) {
            const admin = await world.person(`admin-${mspId}`, mspId);
            if (mspId === 'Org1MSP') await world.done(admin, 'Membership:FoundConsortium', JSON.stringify(CHARTER));
            else await world.done(admin, 'Membership:AcceptCharter', charterHash(CHARTER));
        }
        for (const [name, mspId, roles] of [
            ['issuer', 'Org1MSP', ['issuer']], ['registrar', 'Org1MSP', ['registrar']], ['alice', 'Org1MSP', []], ['bob', 'Org1MSP', []],
            ['merchant', 'Org2MSP', ['dealer']], ['anna', 'Org1MSP', []], ['marc', 'Org2MSP', []], ['olga', 'Org3MSP', []], ['carl', 'Org1MSP', []],
        ] as const) await world.person(name, mspId, ...roles);
        await world.submit('anna', 'Decisions:DefineRoster', {
            rosterId: 'board', version: 1, threshold: 2, minOrganisations: 2,
            members: ['anna', 'marc', 'olga'].map(name => ({ ...world.keyOf(name), name })),
        });
        await world.submit('issuer', 'PolicyWallet:CreateProgramme', {
            programmeId: PROGRAMME, name: 'Meals', currency: policy.currency, issueLimit: '100000000', roster: 'board',
        });
        await world.publish(policy);
        for (const name of ['alice', 'bob', 'merchant']) await world.openWallet(name);
        await world.register({ payeeId: 'cafe', walletId: 'w-merchant', category: '5814', country: 'FR', region: 'FR-75' });
        return world;
    }

    /** Issues a certificate and grants roles, once; later the same person. Administrators are named `admin-…`. */
    async person(name: string, mspId: Msp = 'Org1MSP', ...roles: Capability[]): Promise<Person> {
        const known = this.#people.get(name);
        if (known !== undefined) return known;
        const authority = this.#authorities.get(mspId) ?? await CertificateAuthority.create('ca', 'org.example.com');
        this.#authorities.set(mspId, authority);
        const person = personOf(name, mspId, (await authority.issue({ commonName: name, unit: name.startsWith('admin-') ? 'admin' : 'client' })).certificate);
        this.#people.set(name, person);
        if (roles.length > 0) {
            const { answer } = await this.done<{ identity: string }>(person, 'Membership:WhoAmI');
            await this.done(await this.person(`admin-${mspId}`, mspId), 'Membership:GrantRole', JSON.stringify({ identity: answer.identity, roles }));
        }
        return person;
    }

    /** Another key in a certificate of the same name by the same authority: what a company's CA could do. */
    async reissued(name: string): Promise<Person> {
        const { mspId } = this.named(name);
        const authority = this.#authorities.get(mspId);
        assert.ok(authority);
        return personOf(name, mspId, (await authority.issue({ commonName: name, unit: 'client' })).certificate);
    }

    named(name: string): Person {
        const person = this.#people.get(name);
        assert.ok(person, `nobody is called ${name}`);
        return person;
    }

    keyOf(name: string): { readonly mspId: string; readonly publicKeyHash: string } {
        const { mspId, publicKeyHash } = this.named(name);
        return { mspId, publicKeyHash };
    }

    /** Some id that was not used yet. */
    id(prefix: string): string {
        this.#ids += 1;
        return `${prefix}-${this.#ids}`;
    }

    endorse(person: Person | string, name: string, ...args: string[]): Promise<EndorsedCall> {
        const { certificate, mspId } = typeof person === 'string' ? this.named(person) : person;
        return this.ledger.endorse({ certificate, mspId, milliseconds: this.now, args: [name, ...args] });
    }

    async done<T = unknown>(person: Person | string, name: string, ...args: string[]): Promise<Traced<T>> {
        const { status, answer, trace, commit } = await this.endorse(person, name, ...args);
        assert.equal(status, 200, `${name} ${args.join(' ')}: ${answer}`);
        assert.ok(commit());
        const keys = (...kinds: string[]): string[] => trace.filter(([kind]) => kinds.includes(kind ?? '')).map(([, key = '']) => key);
        return {
            answer: JSON.parse(answer) as T, reads: keys('read'), writes: keys('write', 'delete'),
            messages: new Set(trace.filter(([kind]) => kind === 'read').map(([,, number]) => number)).size, ranges: keys('range').length,
            events: trace.filter(([kind]) => kind === 'event').map(([,, payload = '']) => payload),
        };
    }

    /** A function that takes one JSON request. */
    async submit<T = unknown>(person: Person | string, name: string, request: object): Promise<T> {
        return (await this.done<T>(person, name, JSON.stringify(request))).answer;
    }

    async read<T>(name: string, ...args: string[]): Promise<T> {
        return (await this.done<T>('issuer', `PolicyWallet:${name}`, ...args)).answer;
    }

    /** A call that must be refused, and then has written nothing. */
    async refused(person: Person | string, name: string, ...args: string[]): Promise<ParsedFailure> {
        const { status, answer, trace } = await this.endorse(person, name, ...args);
        assert.equal(status, 500, `${name} ${args.join(' ')} succeeded: ${answer}`);
        assert.deepEqual(trace.filter(([kind]) => kind === 'write' || kind === 'delete' || kind === 'event'), []);
        const failure = parseFailure(answer);
        assert.ok(failure, answer);
        return failure;
    }

    /** The code of the refusal of a function that takes one JSON request. */
    async code(person: Person | string, name: string, request: object): Promise<string> {
        return (await this.refused(person, name, JSON.stringify(request))).code;
    }

    /** Proposes a policy, has two managers approve it, and puts it in force. */
    async publish(policy: Policy, programmeId = PROGRAMME): Promise<PublishedPolicy> {
        const [text, decisionId] = [JSON.stringify(policy), this.id('publish')];
        const { answer: { contentHash } } = await this.done<Decision>('issuer', 'PolicyWallet:ProposePolicy', programmeId, text, decisionId);
        for (const name of ['anna', 'marc']) await this.done(name, 'Decisions:Approve', decisionId, contentHash);
        return (await this.done<PublishedPolicy>('issuer', 'PolicyWallet:PublishPolicy', programmeId, text, decisionId)).answer;
    }

    /** `w-<name>`, for the person's key. */
    async openWallet(name: string): Promise<string> {
        const walletId = `w-${name}`;
        await this.submit(name, 'PolicyWallet:OpenWallet', { walletId, programmeId: PROGRAMME, roster: 'board' });
        return walletId;
    }

    async register(payee: Pick<PayeeRequest, 'payeeId' | 'walletId'> & Partial<PayeeRequest>): Promise<void> {
        await this.submit('registrar', 'PolicyWallet:RegisterPayee', { programmeId: PROGRAMME, name: payee.payeeId, groups: [], ...payee });
    }

    async issue(walletId: string, amounts: readonly string[], change: Partial<IssueRequest> = {}): Promise<readonly Coin[]> {
        const { created } = await this.submit<Movement>('issuer', 'PolicyWallet:Issue', {
            issueId: this.id('issue'), programmeId: PROGRAMME, walletId, amounts, expiresAt: EXPIRY, ...change,
        });
        return created;
    }

    /** A payment of `w-<name>` to the café, of its coins as they stand, with the right change. */
    async payment(name: string, amount: string, change: Partial<PaymentRequest> = {}): Promise<PaymentRequest> {
        const walletId = `w-${name}`;
        const held = await this.coins(walletId);
        const coins = change.coins === undefined ? held : held.filter(({ coinId }) => change.coins?.includes(coinId));
        const left = sum(coins) - BigInt(change.amount ?? amount);
        return {
            paymentId: this.id('pay'), walletId, payeeId: 'cafe', amount, currency: 'EUR', channel: 'pos', coins: coins.map(({ coinId }) => coinId),
            change: left > 0n ? String(left) : '0', ...change,
        };
    }

    async pay(name: string, amount: string, change: Partial<PaymentRequest> = {}): Promise<Payment> {
        const { programmeId, paymentId } = await this.submit<PaymentReceipt>(name, 'PolicyWallet:Pay', await this.payment(name, amount, change));
        return this.read('ReadPayment', programmeId, paymentId);
    }

    /** The first 100 coins of a wallet. */
    async coins(walletId: string): Promise<readonly Coin[]> {
        return (await this.read<CoinPage>('ReadCoins', walletId, '100', '')).coins;
    }

    async balance(walletId: string): Promise<bigint> {
        return sum(await this.coins(walletId));
    }

    /** All pages of the audit. */
    async audit(): Promise<{ readonly coins: bigint; readonly issued: bigint; readonly redeemed: bigint; readonly burned: bigint }> {
        let total = { coins: 0n, issued: 0n, redeemed: 0n, burned: 0n };
        let bookmark = '';
        do {
            const page = await this.read<AuditPage>('Audit', PROGRAMME, bookmark);
            total = {
                coins: total.coins + BigInt(page.coins), issued: total.issued + BigInt(page.issued),
                redeemed: total.redeemed + BigInt(page.redeemed), burned: total.burned + BigInt(page.burned),
            };
            ({ bookmark } = page);
        } while (bookmark !== '');
        return total;
    }
}

function personOf(name: string, mspId: Msp, certificate: string): Person {
    const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
    return { name, mspId, certificate, publicKeyHash: createHash('sha256').update(spki).digest('hex') };
}

export function sum(coins: readonly { readonly amount: string }[]): bigint {
    return coins.reduce((total, { amount }) => total + BigInt(amount), 0n);
}
