// Bad input to every function, called as fabric-shim calls it: refused by code and path, nothing written, the chaincode alive.
// integration/bad-input sends some of every kind through a network.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { charterHash, CONTRACT_FUNCTIONS, FAILURE_CODES, parseFailure, type Caller, type FailureCode, type ParsedFailure } from '@carnet/domain';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { StubLedger, type Outcome } from './stub-ledger.js';
import { CHARTER, VEHICLE, VIN } from './valid-requests.js';
import { faultsOf, HOLE, SIMPLE, STRUCTURED, TEN_MEGABYTES } from './faults.js';

let ledger: StubLedger;
let admin: string;
let member: string;
const codesMet = new Set<string>();

function call(certificate: string, mspId: string, ...args: readonly (string | Uint8Array)[]): Promise<Outcome> {
    return ledger.invoke({ certificate, mspId, milliseconds: Date.now(), args });
}

async function done(certificate: string, mspId: string, ...args: readonly string[]): Promise<unknown> {
    const { status, answer } = await call(certificate, mspId, ...args);
    assert.equal(status, 200, answer);
    return JSON.parse(answer);
}

before(async () => {
    ledger = new StubLedger();
    const authority = await CertificateAuthority.create('ca', 'org1.example.com');
    [admin, member] = [(await authority.issue({ commonName: 'Admin', unit: 'admin' })).certificate, (await authority.issue({ commonName: 'member', unit: 'client' })).certificate];
    await done(admin, 'Org1MSP', 'Membership:FoundConsortium', JSON.stringify(CHARTER));
    await done(admin, 'Org2MSP', 'Membership:AcceptCharter', charterHash(CHARTER));
    const { identity } = await done(member, 'Org1MSP', 'Membership:WhoAmI') as Caller;
    await done(admin, 'Org1MSP', 'Membership:GrantRole', JSON.stringify({ identity, roles: ['workshop', 'inspector'] }));
    await done(member, 'Org1MSP', 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE));
});

async function refusal(name: string, args: readonly (string | Uint8Array)[]): Promise<ParsedFailure> {
    const { status, answer, trace } = await call(name.startsWith('Membership:') ? admin : member, 'Org1MSP', name, ...args);
    assert.notEqual(status, 200, `${name} took ${JSON.stringify(args).slice(0, 300)}`);
    assert.deepEqual(trace.filter(([what]) => what !== 'read'), [], 'nothing was written');
    const failure = parseFailure(answer);
    assert.ok(failure, answer.slice(0, 300));
    codesMet.add(failure.code);
    return failure;
}

async function assertUntouched(): Promise<void> {
    assert.equal((await done(member, 'Org1MSP', 'VehicleRecord:ReadVehicle', VIN) as { entries: number }).entries, 1);
}

for (const [name, argument, valid, args] of STRUCTURED) {
    describe(`${name} ${(valid as { type?: string }).type ?? ''}, spoiled in one place`, () => {
        // One test for all: ten thousand, which a test each would be, take longer to be kept account of than to be run.
        test('every fault of every field', async () => {
            const wrong: string[] = [];
            for (const { what, json, code, field } of faultsOf(valid, argument, JSON.stringify(HOLE))) {
                const failure = await refusal(name, args(json));
                // A list that is too long is told by the list; a duplicate by the field; all others by the field itself.
                if (![code].flat().includes(failure.code as FailureCode) || failure.parameters['field'] !== field) {
                    wrong.push(`${field}: ${what}: ${failure.code}: ${failure.sentence} ${JSON.stringify(failure.parameters)}`);
                }
            }
            assert.deepEqual(wrong, []);
        });

        test('no JSON, empty, ten megabytes, invalid UTF-8', async () => {
            for (const text of ['', 'x', '{', '\ufeff{}', 'null', '[]', '""', '0']) {
                const { code, parameters } = await refusal(name, args(text));
                assert.ok(['MALFORMED_JSON', 'WRONG_TYPE', 'OUT_OF_RANGE'].includes(code), `${text}: ${code}`);
                assert.equal(parameters['field'], argument);
            }
            const large = await refusal(name, args(`"${'x'.repeat(TEN_MEGABYTES)}"`));
            assert.deepEqual([large.code, large.parameters['field']], ['TOO_LARGE', argument]);
            const bytes = args('').map(text => text === '' ? Buffer.from([0x7b, 0xff, 0x7d]) : text);
            assert.deepEqual(await refusal(name, bytes), { code: 'MALFORMED_TEXT', sentence: 'The argument is not valid UTF-8.', parameters: { field: argument } });
        });

        test('the ledger is unchanged and the chaincode alive', assertUntouched);
    });
}

describe('simple arguments', () => {
    for (const [name, args, code, field] of SIMPLE) {
        test(`${name}(${args.map(arg => JSON.stringify(arg.slice(0, 20))).join(', ')}) is ${code} at ${field}`, async () => {
            const failure = await refusal(name, args);
            assert.deepEqual([failure.code, failure.parameters['field']], [code, field]);
        });
    }
});

describe('every function', () => {
    for (const { contract, name, parameters } of CONTRACT_FUNCTIONS) {
        test(`${contract}:${name} with an argument less or more names itself and its parameters`, async () => {
            for (const count of [parameters.length - 1, parameters.length + 1].filter(count => count >= 0)) {
                const failure = await refusal(`${contract}:${name}`, Array<string>(count).fill('x'));
                assert.deepEqual([failure.code, failure.parameters], [
                    'WRONG_ARGUMENT_COUNT', { function: `${contract}:${name}`, parameters, supplied: count },
                ]);
            }
        });

        test(`${contract}:${name} with ten megabytes in any argument names it`, async () => {
            for (const [index, parameter] of parameters.entries()) {
                const failure = await refusal(`${contract}:${name}`, parameters.map((_, at) => at === index ? 'x'.repeat(TEN_MEGABYTES) : VIN));
                assert.deepEqual([failure.code, failure.parameters['field']], ['TOO_LARGE', parameter]);
            }
        });
    }

    test('a function or contract that does not exist has a code', async () => {
        for (const name of ['Membership:Nope', 'VehicleRecord:recordEntry', 'Membership:createContext', 'Membership:aroundTransaction', 'Membership:constructor',
            'Membership:__proto__', 'Membership:', 'RecordEntry', 'Membership:WhoAmI:x', 'Membership:WhoAmI\nx', 'Nope:WhoAmI', 'membership:WhoAmI',
            'org.hyperledger.fabric:Nope']) {
            assert.equal((await refusal(name, [])).code, 'UNKNOWN_FUNCTION', name);
        }
    });

    test('every code that was met stands in the table, and the chaincode lives', async () => {
        for (const code of codesMet) assert.ok(Object.hasOwn(FAILURE_CODES, code), code);
        await assertUntouched();
    });
});
