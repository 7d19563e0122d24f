// Bad input to every function, in one process: refused by code and path, the ledger unchanged, the chaincode alive.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CONTRACT_FUNCTIONS, FAILURE_CODES, type FailureCode, type ParsedFailure } from '@carnet/domain';
import type { InProcessUser } from '../in-process/network.js';
import { refusalIn, Trade } from './trade.js';
import { VEHICLE, VIN } from './valid-requests.js';
import { faultsOf, HOLE, SIMPLE, STRUCTURED, TEN_MEGABYTES } from './faults.js';

let trade: Trade;
let admin: InProcessUser;
let member: InProcessUser;
let height: bigint;
const codesMet = new Set<string>();
before(async () => {
    trade = await Trade.founded();
    admin = trade.admin('org1');
    member = await trade.member('org1', 'workshop', 'inspector');
    await trade.submit(member, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE));
    height = trade.height();
});
after(async () => trade.close());

/** One organisation is asked, without the second one comparing: there are thousands of faults. */
async function refusal(name: string, args: readonly (string | Uint8Array)[]): Promise<ParsedFailure> {
    const user = name.startsWith('Membership:') ? admin : member;
    try {
        await trade.network.evaluate(user, name, args);
    } catch (error) {
        const failure = refusalIn(error);
        codesMet.add(failure.code);
        return failure;
    }
    return assert.fail(`${name} took ${JSON.stringify(args).slice(0, 300)}`);
}

async function assertUntouched(): Promise<void> {
    assert.equal(trade.height(), height, 'nothing was written');
    assert.equal((await trade.evaluate(member, 'VehicleRecord:ReadVehicle', VIN) as { entries: number }).entries, 1);
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
