// Bad input to every function: each field of a valid request spoiled in every way, refused by code and path, the ledger unchanged.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CONTRACT_FUNCTIONS, FAILURE_CODES, type FailureCode, type ParsedFailure } from '@carnet/domain';
import type { InProcessUser } from '@carnet/network/dist/embedded/inprocess.js';
import { refusalIn, Trade } from './trade.js';
import { CHARTER, ENTRY, GRANT, INSPECTION_ENTRY, VEHICLE, VIN } from './valid-requests.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };
/** The text of a request with one fault, the code expected and the path of the field. */
interface Fault { readonly what: string; readonly json: string; readonly code: FailureCode | readonly FailureCode[]; readonly field: string }

/** Stands where a spoiled text goes, so that faults can be written that JSON.stringify would not write. */
const HOLE = '\u{f0000}';

/** Optional fields, whose absence is no fault. */
const OPTIONAL = /\.(work|publicNote|evidence|refs|confirmedVinWarnings|workOrder|recall)$/;
/** Fields whose value another field decides on, with the fault that leaving them out makes. */
const FAULTS_OF_TEXTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a number', '7', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['a list', '["x"]', ['WRONG_TYPE']],
    ['an object', '{"x":1}', ['WRONG_TYPE']],
    ['the empty text', '""', ['INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN']],
    ['a space', '" "', ['INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN']],
    ['a line feed', '"x\\ny"', ['FORBIDDEN_CHARACTER']],
    ['U+0000', '"x\\u0000"', ['FORBIDDEN_CHARACTER']],
    ['a raw control character', '"x\u0007"', ['FORBIDDEN_CHARACTER']],
    ['a lone surrogate', '"x\\ud800"', ['FORBIDDEN_CHARACTER']],
    ['U+10FFFF', '"x\\udbff\\udfff"', ['FORBIDDEN_CHARACTER']],
    ['a direction override', '"x\\u202ey"', ['FORBIDDEN_CHARACTER', 'INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN']],
    ['a text far too long', `"${'x'.repeat(5_000)}"`, ['TOO_LONG', 'INVALID_VALUE']],
];
const FAULTS_OF_NUMBERS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"7"', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['a fraction', '7.0', ['WRONG_TYPE']],
    ['an exponent', '1e3', ['WRONG_TYPE']],
    ['minus zero', '-0', ['WRONG_TYPE']],
    ['a negative number', '-1', ['OUT_OF_RANGE']],
    ['2^53', '9007199254740992', ['OUT_OF_RANGE']],
    ['hexadecimal', '0x10', ['MALFORMED_JSON']],
    ['a leading zero', '007', ['MALFORMED_JSON']],
];
const FAULTS_OF_LISTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"x"', ['WRONG_TYPE']],
    ['an object', '{"length":1}', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['501 elements', `[${Array<string>(501).fill('0').join(',')}]`, ['OUT_OF_RANGE']],
];
const FAULTS_OF_OBJECTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"x"', ['WRONG_TYPE']],
    ['a list', '[]', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
];

function isObject(value: Json): value is { readonly [field: string]: Json } {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every fault of every field below `value`, whose own text stands in `whole` in place of the hole. */
function* faultsOf(value: Json, field: string, whole: string): Generator<Fault> {
    const put = (text: string): string => whole.replace(JSON.stringify(HOLE), () => text);
    const faults = typeof value === 'string' ? FAULTS_OF_TEXTS : typeof value === 'number' ? FAULTS_OF_NUMBERS
        : Array.isArray(value) ? FAULTS_OF_LISTS : FAULTS_OF_OBJECTS;
    for (const [what, text, code] of faults) yield { what, json: put(text), code, field };
    if (Array.isArray(value)) {
        for (const [index, element] of (value as readonly Json[]).entries()) {
            const others = (value as readonly Json[]).map((other, at) => at === index ? HOLE : other);
            yield* faultsOf(element, `${field}[${index}]`, put(JSON.stringify(others)));
        }
    } else if (isObject(value)) {
        yield { what: 'an unknown field', json: put(JSON.stringify({ ...value, surprise: 1 })), code: 'UNKNOWN_FIELD', field: `${field}.surprise` };
        const [first = ''] = Object.keys(value);
        yield {
            what: 'a field twice', json: put(`{${JSON.stringify(first)}:${JSON.stringify(value[first])},${JSON.stringify(value).slice(1)}`),
            code: 'DUPLICATE_FIELD', field: `${field}.${first}`,
        };
        for (const [name, member] of Object.entries(value)) {
            const without = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
            const path = `${field}.${name}`;
            if (!OPTIONAL.test(path)) yield { what: 'missing', json: put(JSON.stringify(without)), code: 'MISSING_FIELD', field: path };
            yield* faultsOf(member, path, put(JSON.stringify({ ...value, [name]: HOLE })));
        }
    }
}

/** Functions with a JSON argument: its name, a valid value, and the whole list of arguments around it. */
const STRUCTURED: readonly (readonly [string, string, Json, (json: string) => string[]])[] = [
    ['Membership:FoundConsortium', 'charter', CHARTER, json => [json]],
    ['Membership:GrantRole', 'grant', GRANT, json => [json]],
    ['Membership:RevokeRole', 'grant', GRANT, json => [json]],
    ['VehicleRecord:RegisterVehicle', 'vehicle', VEHICLE, json => [VIN, json]],
    ['VehicleRecord:RecordEntry', 'entry', INSPECTION_ENTRY, json => [VIN, json]],
    ['VehicleRecord:RecordEntries', 'entries', [{ vin: VIN, ...ENTRY }], json => [json]],
];

/** Faults of simple arguments: function, arguments, code, field. */
const SIMPLE: readonly (readonly [string, readonly string[], FailureCode, string])[] = [
    ...['', 'x', 'A'.repeat(64), `${'a'.repeat(63)}\0`, 'ＡＡ'].map(hash => ['Membership:AcceptCharter', [hash], 'INVALID_VALUE', 'charterHash'] as const),
    ['Membership:AcceptCharter', ['a'.repeat(65)], 'TOO_LONG', 'charterHash'],
    ...['', ' ', 'Org1MSP\0', 'Org 1', 'Örg', 'Org1MSP\u{10ffff}'].map(mspId => ['Membership:SuspendOrganisation', [mspId], 'INVALID_VALUE', 'mspId'] as const),
    ['Membership:SuspendOrganisation', ['x'.repeat(65)], 'TOO_LONG', 'mspId'],
    ['Membership:ListMembers', ['Org 1', '1', ''], 'INVALID_VALUE', 'mspId'],
    ['Membership:ListMembers', ['Org1MSP', '0', ''], 'OUT_OF_RANGE', 'pageSize'],
    ['Membership:ListMembers', ['Org1MSP', 'ten', ''], 'WRONG_TYPE', 'pageSize'],
    ['Membership:ListMembers', ['Org1MSP', '1', '1.0'], 'INVALID_BOOKMARK', 'bookmark'],
    ...['RegisterVehicle', 'RecordEntry'].flatMap(name => ['', 'VF1', `${VIN}0`, VIN.replace('1', 'I'), '0'.repeat(17), `${VIN.slice(1)}\0`].map(
        vin => [`VehicleRecord:${name}`, [vin, '{}'], 'INVALID_VIN', 'vin'] as const)),
    ['VehicleRecord:ReadVehicle', ['VF1'], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadJudgement', ['\0'], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadHistory', ['VF1', '1', ''], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadHistory', [VIN, '101', ''], 'OUT_OF_RANGE', 'pageSize'],
    ['VehicleRecord:ReadHistory', [VIN, '1e1', ''], 'WRONG_TYPE', 'pageSize'],
    ['VehicleRecord:ReadHistory', [VIN, '1', 'x'], 'INVALID_BOOKMARK', 'bookmark'],
];

const TEN_MEGABYTES = 10_000_000;

let trade: Trade;
let admin: InProcessUser;
let member: InProcessUser;
let height: bigint;
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
        return refusalIn(error);
    }
    return assert.fail(`${name} took ${JSON.stringify(args).slice(0, 300)}`);
}

async function assertUntouched(): Promise<void> {
    assert.equal(trade.height(), height, 'nothing was written');
    assert.equal((await trade.evaluate(member, 'VehicleRecord:ReadVehicle', VIN) as { entries: number }).entries, 1);
}

for (const [name, argument, valid, args] of STRUCTURED) {
    describe(`${name}, spoiled in one place`, () => {
        for (const { what, json, code, field } of faultsOf(valid, argument, JSON.stringify(HOLE))) {
            test(`${field}: ${what}`, async () => {
                const failure = await refusal(name, args(json));
                assert.ok([code].flat().includes(failure.code as FailureCode), `${failure.code}: ${failure.sentence} ${JSON.stringify(failure.parameters)}`);
                // A list that is too long is told by the list; a duplicate by the field; all others by the field itself.
                assert.equal(failure.parameters['field'], field);
            });
        }

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
                const started = performance.now();
                const failure = await refusal(`${contract}:${name}`, parameters.map((_, at) => at === index ? 'x'.repeat(TEN_MEGABYTES) : VIN));
                assert.deepEqual([failure.code, failure.parameters['field']], ['TOO_LARGE', parameter]);
                assert.ok(performance.now() - started < 2_000);
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
        assert.ok(Object.keys(FAILURE_CODES).length > 30);
        await assertUntouched();
    });
});
