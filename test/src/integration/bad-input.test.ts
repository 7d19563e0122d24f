// Bad input through the network, to every function and of every kind: what the client would not send is refused by code and path.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Carnet, CarnetError } from '@carnet/client';
import { faultsOf, type Fault, HOLE, SIMPLE, STRUCTURED, TEN_MEGABYTES } from '../chaincode/faults.js';
import { freshVin, gatherMembers, type Members } from './members.js';

let members: Members;
let vin: string;

before(async () => {
    members = await gatherMembers();
    vin = freshVin();
    await members.garage.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' });
});
after(async () => { await members.close(); });

async function refusal(caller: Carnet, name: string, args: readonly string[]): Promise<CarnetError> {
    const [contract = '', fn = ''] = name.split(':');
    try {
        await caller.evaluate(contract, fn, args);
    } catch (error) {
        return error as CarnetError;
    }
    return assert.fail(`${name} took ${JSON.stringify(args).slice(0, 300)}`);
}

/** Kinds of faults that were sent already. The product of kinds, fields and functions is tried in one process, by chaincode/bad-input. */
const kindsSent = new Set<string>();

/** Of the faults of a request the first, and those of a kind of which none was sent. */
function someOf(faults: Iterable<Fault>): Fault[] {
    return [...faults].filter(({ what, field, code }, index) => {
        const kind = `${what}, ${String(code)}, ${/\[\d+\]/.test(field) ? 'in a list' : 'in an object'}`;
        const isNew = !kindsSent.has(kind);
        kindsSent.add(kind);
        return isNew || index === 0;
    });
}

suite('requests spoiled in one place', () => {
    for (const [name, argument, valid, args] of STRUCTURED) {
        const faults = someOf(faultsOf(valid, argument, JSON.stringify(HOLE)));
        test(`${name} ${(valid as { type?: string }).type ?? ''}`, async () => {
            const caller = name.startsWith('Membership:') ? members.garageAdmin : members.garage;
            for (const { what, json, code, field } of faults) {
                const error = await refusal(caller, name, args(json));
                assert.ok(([code].flat() as string[]).includes(error.code), `${field}, ${what}: ${error.message}`);
                assert.equal(error.details['field'], field, what);
                assert.equal(error.outcome, 'rejected');
            }
        });
    }

    test('by ten megabytes, in a function of each contract', async () => {
        const contracts = new Map(STRUCTURED.map(request => [request[0].split(':')[0], request]));
        for (const [name, argument, , args] of contracts.values()) {
            const caller = name.startsWith('Membership:') ? members.garageAdmin : members.garage;
            const large = await refusal(caller, name, args(`"${'x'.repeat(TEN_MEGABYTES)}"`));
            assert.deepEqual([large.code, large.details['field']], ['TOO_LARGE', argument]);
        }
    });
});

test('simple arguments', async () => {
    for (const [name, args, code, field] of SIMPLE) {
        const caller = name.startsWith('Membership:') ? members.garageAdmin : members.garage;
        const error = await refusal(caller, name, args);
        assert.deepEqual([error.code, error.details['field']], [code, field], `${name}(${args.join(', ').slice(0, 60)})`);
    }
});

test('what is refused when submitted leaves the ledger as it was, and the chaincode alive', async () => {
    const before = await members.garage.vehicles.read(vin);
    for (const json of ['{}', '{"entryId":"a","entryId":"b"}', `"${'x'.repeat(TEN_MEGABYTES)}"`, '']) {
        await assert.rejects(members.garage.submit('VehicleRecord', 'RecordEntry', [vin, json]), error => {
            assert.equal((error as CarnetError).outcome, 'rejected');
            return true;
        });
    }
    assert.deepEqual(await members.garage.vehicles.read(vin), before);
});
