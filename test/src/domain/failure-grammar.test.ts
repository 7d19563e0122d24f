// The grammar of errors, read back out of every wording in which Fabric hands it on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, FAILURE_CODES, parseFailure } from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const FAILURE = new CarnetFailure('ALREADY_EXISTS', 'The book has another entry of this id.', { entryId: 'wo-1', sequence: 4 });
const PARSED = { code: 'ALREADY_EXISTS', sentence: FAILURE.sentence, parameters: { entryId: 'wo-1', sequence: 4 } };

test('the message is `CODE: sentence {canonical json}`', () => {
    assert.equal(FAILURE.message, 'ALREADY_EXISTS: The book has another entry of this id. {"entryId":"wo-1","sequence":4}');
    assert.equal(new CarnetFailure('NOT_A_MEMBER', 'You hold no role.').message, 'NOT_A_MEMBER: You hold no role.');
});

/** Wordings of fabric-gateway's scenario/features/errors.feature, of its gRPC errors, and of the peer command. */
const WORDINGS: readonly (readonly [string, string])[] = [
    ['bare', FAILURE.message],
    ['evaluate', `evaluate call to endorser returned error: chaincode response 500, ${FAILURE.message}`],
    ['evaluate, as grpc-js prints it', `2 UNKNOWN: evaluate call to endorser returned error: chaincode response 500, ${FAILURE.message}`],
    ['endorse, in a detail', `chaincode response 500, ${FAILURE.message}`],
    ['endorse, as grpc-js prints it', `10 ABORTED: failed to endorse transaction, see attached details for more info: ${FAILURE.message}`],
    ['peer chaincode query', `Error: endorsement failure during query. response: status:500 message:${JSON.stringify(FAILURE.message)} `],
    ['peer chaincode invoke', `Error: endorsement failure during invoke. response: status:500 message:${JSON.stringify(FAILURE.message)}`],
    ['a line before and after', `first\n${FAILURE.message}\nlast`],
];
for (const [where, text] of WORDINGS) {
    test(`it is found: ${where}`, () => {
        const parsed = parseFailure(text);
        assert.equal(parsed?.code, PARSED.code);
        assert.equal(parsed.sentence, PARSED.sentence);
        assert.deepEqual(parsed.parameters, PARSED.parameters);
    });
}

for (const text of [
    '13 INTERNAL: Received RST_STREAM with code 2',
    '14 UNAVAILABLE: No connection established',
    '9 FAILED_PRECONDITION: no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nonexistent in channel mychannel',
    '10 ABORTED: failed to endorse transaction, see attached details for more info',
    'evaluate call to endorser returned error: error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]',
    'chaincode response 500, Org1MSP refuses to endorse this',
    'ProposalResponsePayloads do not match',
    'chaincode stream terminated',
    'SOMETHING_ELSE: that nobody here writes',
    '',
]) {
    test(`none is found in: ${text.slice(0, 60)}`, () => assert.equal(parseFailure(text), undefined));
}

test('what the framework says of an unknown contract or function has our code', () => {
    for (const text of ['Contract name is not known: Nope', 'You\'ve asked to invoke a function that does not exist: nonexistent']) {
        const parsed = parseFailure(`evaluate call to endorser returned error: chaincode response 500, ${text}`);
        assert.equal(parsed?.code, 'UNKNOWN_FUNCTION');
        assert.equal(parsed.sentence, text);
    }
});

test('a code newer than this program is recognised by its place', () => {
    assert.deepEqual(parseFailure('chaincode response 500, KEEPER_UNKNOWN: Say who. {"a":1}'), { code: 'KEEPER_UNKNOWN', sentence: 'Say who.', parameters: { a: 1 } });
});

test('a sentence that would be read back wrongly is a fault of the program', () => {
    assert.throws(() => new CarnetFailure('INTERNAL', 'This {is} wrong'), /must not contain/);
});

test('every failure is read back as it was written', () => {
    const sentence = fc.string({ unit: 'grapheme', minLength: 1 }).map(text => text.trim()).filter(text => !text.includes('{') && text !== '' && !/[A-Z]: /.test(text));
    const values = fc.dictionary(fc.string({ unit: 'grapheme' }).filter(key => key !== '__proto__'), fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.array(fc.string())), { maxKeys: 4 });
    const codes = fc.constantFrom(...Object.keys(FAILURE_CODES) as (keyof typeof FAILURE_CODES)[]);
    fc.assert(fc.property(codes, sentence, values, (code, said, parameters) => {
        const clean = JSON.stringify(parameters) === JSON.stringify(JSON.parse(JSON.stringify(parameters)));
        fc.pre(clean && !/[\ud800-\udfff]/.test(JSON.stringify(parameters)));
        const parsed = parseFailure(`chaincode response 500, ${new CarnetFailure(code, said, parameters).message}`);
        assert.equal(parsed?.code, code);
        assert.equal(parsed.sentence, said);
        assert.deepEqual({ ...parsed.parameters }, { ...parameters });
    }));
});

test('the table: stable form of codes, and a meaning and an advice for each', () => {
    for (const [code, { meaning, action }] of Object.entries(FAILURE_CODES)) {
        assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
        for (const sentence of [meaning, action]) assert.match(sentence, /^[A-Z].*\.$/, `${code}: ${sentence}`);
    }
});
