// Three organisations writing books on days that the test chooses: for deadlines, and for what takes a third party.
import assert from 'node:assert/strict';
import {
    charterHash, CURRENT_RULES, judge, parseFailure, replayBook,
    type Caller, type Capability, type Charter, type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement,
    type ParsedFailure, type Vehicle,
} from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { StubLedger, type Outcome } from './stub-ledger.js';
import { VEHICLE } from './valid-requests.js';

/** Org1: garage. Org2: inspections. Org3: authority. */
export type Member = 'garage' | 'inspector' | 'authority';
const MEMBERS = {
    garage: { mspId: 'Org1MSP', roles: ['workshop', 'dealer'] },
    inspector: { mspId: 'Org2MSP', roles: ['inspector', 'dealer'] },
    authority: { mspId: 'Org3MSP', roles: ['authority', 'manufacturer'] },
} as const satisfies Record<Member, { mspId: string; roles: readonly Capability[] }>;

const CHARTER: Charter = {
    name: 'Three', organisations: Object.entries(MEMBERS).map(([name, { mspId, roles }]) => ({ mspId, name, capabilities: roles })),
};

/** What one call read and wrote, and what it answered. */
export interface Traced { readonly answer: unknown; readonly reads: number; readonly writes: number }

export class DatedTrade {
    /** Noon UTC. */
    day = '2024-03-01';
    readonly #ledger: StubLedger;
    readonly #certificate: string;

    private constructor(ledger: StubLedger, certificate: string) {
        this.#ledger = ledger;
        this.#certificate = certificate;
    }

    static async open(): Promise<DatedTrade> {
        // Read by the chaincode when it is loaded, which is below.
        process.env['CARNET_CLOCK_SKEW_SECONDS'] = '9999999999';
        const ca = await CertificateAuthority.create('ca', 'org.example.com');
        const { certificate } = await ca.issue({ commonName: 'writer', unit: 'admin' });
        const trade = new DatedTrade(new StubLedger(), certificate);
        await trade.done('garage', 'Membership:FoundConsortium', JSON.stringify(CHARTER));
        for (const other of ['inspector', 'authority'] as const) await trade.done(other, 'Membership:AcceptCharter', charterHash(CHARTER));
        for (const [member, { roles }] of Object.entries(MEMBERS) as [Member, typeof MEMBERS[Member]][]) {
            const { identity } = (await trade.done(member, 'Membership:WhoAmI')).answer as Caller;
            await trade.done(member, 'Membership:GrantRole', JSON.stringify({ identity, roles }));
        }
        return trade;
    }

    mspId(member: Member): string {
        return MEMBERS[member].mspId;
    }

    async #invoke(member: Member, name: string, args: readonly string[]): Promise<Outcome> {
        const milliseconds = Date.parse(`${this.day}T12:00:00Z`);
        return this.#ledger.invoke({ certificate: this.#certificate, mspId: MEMBERS[member].mspId, milliseconds, args: [name, ...args] });
    }

    async done(member: Member, name: string, ...args: string[]): Promise<Traced> {
        const { status, answer, trace } = await this.#invoke(member, name, args);
        assert.equal(status, 200, `${name} ${args.join(' ')}: ${answer}`);
        const count = (what: string): number => trace.filter(([kind]) => kind === what).length;
        return { answer: JSON.parse(answer), reads: count('read'), writes: count('write') };
    }

    /** A call that must be refused, and then has written nothing. */
    async refused(member: Member, name: string, ...args: string[]): Promise<ParsedFailure> {
        const { status, answer, trace } = await this.#invoke(member, name, args);
        assert.equal(status, 500, `${name} ${args.join(' ')} succeeded: ${answer}`);
        assert.deepEqual(trace.filter(([kind]) => kind === 'write'), []);
        const failure = parseFailure(answer);
        assert.ok(failure, answer);
        return failure;
    }

    /** `VehicleRecord:<name>(vin, request)` */
    async submit<T = EntryReceipt>(member: Member, name: string, vin: string, request: object): Promise<T> {
        const { answer, reads, writes } = await this.done(member, `VehicleRecord:${name}`, vin, JSON.stringify(request));
        assert.ok(reads <= 8 && writes <= 5, `${name}: ${reads} reads, ${writes} writes`);
        return answer as T;
    }

    refusal(member: Member, name: string, vin: string, request: object): Promise<ParsedFailure> {
        return this.refused(member, `VehicleRecord:${name}`, vin, JSON.stringify(request));
    }

    record(member: Member, vin: string, entry: EntryRequest): Promise<EntryReceipt> {
        return this.submit(member, 'RecordEntry', vin, entry);
    }

    async register(vin: string): Promise<string> {
        await this.done('garage', 'VehicleRecord:RegisterVehicle', vin, JSON.stringify({ ...VEHICLE, odometerUnit: 'km' }));
        return vin;
    }

    async vehicle(vin: string): Promise<Vehicle> {
        return (await this.done('garage', 'VehicleRecord:ReadVehicle', vin)).answer as Vehicle;
    }

    /** As the ledger answers it, which is what a reader of the entries comes to. */
    async judgement(vin: string): Promise<Judgement> {
        const judgement = (await this.done('garage', 'VehicleRecord:ReadJudgement', vin)).answer as Judgement;
        const entries = await this.history(vin);
        if (entries.length < 100) {
            const replayed = replayBook(entries);
            assert.ok(replayed);
            assert.deepEqual(judge(replayed, CURRENT_RULES), judgement);
            const { verdict, reason } = await this.vehicle(vin);
            assert.deepEqual({ verdict, reason }, { verdict: judgement.verdict, reason: judgement.reason });
        }
        return judgement;
    }

    /** The first 100 entries. */
    async history(vin: string): Promise<HistoryPage['entries']> {
        return ((await this.done('garage', 'VehicleRecord:ReadHistory', vin, '100', '')).answer as HistoryPage).entries;
    }
}

/** A reading in km of the day, confirmed where a soft check asks for it. */
export function kilometres(entryId: string, date: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    return { entryId, type: 'READING', date, odometer: { value, unit: 'km', status: 'READ', method: 'DASH' }, source: 'dealer', confirm: true, ...change };
}
