// What becomes of a submit when things go wrong: over real gRPC, against a gateway that fails as it is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import { status } from '@grpc/grpc-js';
import { connected, type Connected } from './connected.js';
import { refusalOf } from './refusal.js';
import { RESULT, type Reply } from './scripted-gateway.js';

let gateway: Connected['gateway'];
let carnet: Connected['carnet'];
connected(made => { ({ gateway, carnet } = made); });

const MVCC = 11;
const PHANTOM = 12;
const DUPLICATE = 9;
const BAD_PROPOSAL_TXID = 8;
const UNAVAILABLE = { code: status.UNAVAILABLE, text: 'no orderers could successfully process transaction' } as const;
const MISMATCH = {
    code: status.ABORTED, text: 'failed to collect enough transaction endorsements, see attached details for more info',
    details: [['Org2MSP', 'ProposalResponsePayloads do not match']],
} as const;

function submit(fn = 'Create', idempotent = false) {
    return carnet.submit('', fn, ['a1'], { idempotent });
}

/** Every Submit of one transaction carried the same bytes, and a new proposal came only after a known invalid status of the one before. */
function assertSameBytesAndOrder(invalid: readonly string[]): void {
    const first = new Map<string, Buffer>();
    for (const { transactionId, bytes } of gateway.of('Submit')) {
        const before = first.get(transactionId);
        if (before === undefined) first.set(transactionId, bytes);
        else assert.deepEqual(bytes, before);
        assert.ok(common.Envelope.deserializeBinary(bytes).getSignature_asU8().length > 0);
    }
    const proposals = gateway.of('Endorse').map(({ transactionId }) => transactionId);
    assert.deepEqual(proposals.slice(0, -1), invalid);
    assert.equal(new Set(proposals).size, proposals.length);
}

test('without faults: one proposal, one submit, one question', async () => {
    gateway.play({});
    const committed = await submit();
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus']);
    assert.deepEqual(committed, { result: RESULT, transactionId: gateway.received[0]?.transactionId, blockNumber: 7n, attempts: 1 });
});

test('accepted, then lost: the same bytes are sent until the commit is seen', async () => {
    gateway.play({ CommitStatus: ['silence', 'silence', 0] });
    const committed = await submit();
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus', 'Submit', 'CommitStatus', 'Submit', 'CommitStatus']);
    assertSameBytesAndOrder([]);
    assert.equal(committed.attempts, 1);
    // The question is signed once: all copies of it are equal too.
    const [question, ...others] = gateway.of('CommitStatus');
    for (const other of others) assert.deepEqual(other.bytes, question?.bytes);
});

test('a submit that fails may have arrived: its status is asked for, and the same bytes are sent', async () => {
    gateway.play({ Submit: [UNAVAILABLE, 'ok'], CommitStatus: ['silence', 0] });
    assert.equal((await submit()).attempts, 1);
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus', 'Submit', 'CommitStatus']);
    assertSameBytesAndOrder([]);
});

test('a submit that fails and had arrived: nothing is sent again', async () => {
    gateway.play({ Submit: [{ code: status.DEADLINE_EXCEEDED, text: 'submit timeout expired while broadcasting to ordering service' }], CommitStatus: [0] });
    await submit();
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus']);
});

test('a submit without an answer is given up after its own deadline', async () => {
    gateway.play({ Submit: ['silence', 'ok'], CommitStatus: [{ code: status.UNAVAILABLE, text: 'connection dropped' }, 0] });
    await submit();
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus', 'Submit', 'CommitStatus']);
    assertSameBytesAndOrder([]);
});

for (const [name, code] of [['MVCC_READ_CONFLICT', MVCC], ['PHANTOM_READ_CONFLICT', PHANTOM]] as const) {
    test(`${name}: a new transaction is proposed once the old one is known to be invalid`, async () => {
        const invalid: string[] = [];
        gateway.play({
            CommitStatus: ({ transactionId }, count) => {
                // Lost once, then found to be in conflict, twice; then valid.
                if (count === 1) return 'silence';
                if (count > 3) return 0;
                invalid.push(transactionId);
                return code;
            },
        });
        const committed = await submit();
        assert.equal(committed.attempts, 3);
        assertSameBytesAndOrder(invalid);
        assert.deepEqual(gateway.methods.slice(0, 7), ['Endorse', 'Submit', 'CommitStatus', 'Submit', 'CommitStatus', 'Endorse', 'Submit']);
    });

    test(`${name} each time: rejected after the attempts allowed, each of them listed`, async () => {
        gateway.play({ CommitStatus: [code] });
        const error = await refusalOf(submit());
        assert.deepEqual([error.code, error.outcome, error.retryable], [name, 'rejected', true]);
        const ids = gateway.of('Endorse').map(({ transactionId }) => transactionId);
        assert.equal(ids.length, 6);
        assert.deepEqual(error.details['attempts'], ids.map(transactionId => ({ transactionId, code: name })));
        assert.deepEqual([error.transactionId, error.details['validationCode'], error.details['call']], [ids.at(-1), name, 'Create']);
    });
}

test('peers that disagree are asked again, and nothing was submitted before', async () => {
    gateway.play({ Endorse: [MISMATCH, MISMATCH, 'ok'] });
    assert.equal((await submit()).attempts, 3);
    assert.deepEqual(gateway.methods, ['Endorse', 'Endorse', 'Endorse', 'Submit', 'CommitStatus']);
});

test('peers that always disagree: the error names the logger that shows why', async () => {
    gateway.play({ Endorse: [MISMATCH] });
    const error = await refusalOf(submit());
    assert.deepEqual([error.code, error.outcome, error.retryable], ['ENDORSEMENT_MISMATCH', 'rejected', true]);
    assert.match(error.message, /gateway\.responsechecker/);
    assert.equal(gateway.methods.length, 6);
});

test('an endorse that fails for a time is proposed again, one that is refused is not', async () => {
    const crash: Reply = { code: status.ABORTED, text: 'failed to endorse transaction', details: [['Org1MSP', 'chaincode stream terminated']] };
    gateway.play({ Endorse: [crash, { code: status.UNAVAILABLE, text: 'away' }, 'silence', 'ok'] });
    assert.equal((await submit()).attempts, 4);
    gateway.play({ Endorse: [{ ...crash, details: [['Org1MSP', 'chaincode response 500, NOT_LICENSED: None of your roles allows this. {"role":"dealer"}']] }] });
    const error = await refusalOf(submit());
    assert.deepEqual([error.code, error.outcome, error.retryable, error.details], ['NOT_LICENSED', 'rejected', false, { role: 'dealer', call: 'Create' }]);
    assert.equal(gateway.methods.length, 1);
});

test('a policy failure is final, a change of the chaincode is proposed once more', async () => {
    gateway.play({ CommitStatus: [10] });
    assert.deepEqual([(await refusalOf(submit())).code, gateway.of('Endorse').length], ['ENDORSEMENT_POLICY_FAILURE', 1]);
    gateway.play({ CommitStatus: [18, 0] });
    assert.equal((await submit()).attempts, 2);
    gateway.play({ CommitStatus: [17] });
    assert.deepEqual([(await refusalOf(submit())).code, gateway.of('Endorse').length], ['CHAINCODE_CHANGED', 2]);
    gateway.play({ CommitStatus: [24] });
    assert.deepEqual([(await refusalOf(submit())).code, gateway.of('Endorse').length], ['TRANSACTION_INVALID', 1]);
});

test('DUPLICATE_TXID is looked up: of a transaction sent twice the first counts', async () => {
    gateway.play({ CommitStatus: [DUPLICATE, 0] });
    assert.equal((await submit()).attempts, 1);
    assert.deepEqual(gateway.methods, ['Endorse', 'Submit', 'CommitStatus', 'CommitStatus']);
});

test('DUPLICATE_TXID that cannot be looked up at once is asked for again: the first copy may be valid', async () => {
    gateway.play({ CommitStatus: [DUPLICATE, { code: status.UNAVAILABLE, text: 'away' }, 0] });
    assert.equal((await submit()).attempts, 1);
    assertSameBytesAndOrder([]);
});

for (const code of [DUPLICATE, BAD_PROPOSAL_TXID]) {
    test(`our id was taken by a stranger (code ${code}): repeated where that is harmless, else unknown`, async () => {
        const isFirst = ({ transactionId }: { transactionId: string }): boolean => transactionId === gateway.received[0]?.transactionId;
        const stranger = { CommitStatus: (received: { transactionId: string }) => isFirst(received) ? code : 0 };
        gateway.play(stranger);
        assert.equal((await submit('Create', true)).attempts, 2);
        gateway.play(stranger);
        const error = await refusalOf(submit());
        assert.deepEqual([error.code, error.outcome, gateway.of('Endorse').length], ['DUPLICATE_TXID', 'unknown', 1]);
    });
}

test('an id taken once leaves the outcome unknown, whatever a later proposal meets', async () => {
    gateway.play({ CommitStatus: [DUPLICATE, DUPLICATE, 10] });
    const error = await refusalOf(submit('Create', true));
    assert.deepEqual([error.code, error.outcome], ['ENDORSEMENT_POLICY_FAILURE', 'unknown']);
});

test('refused before any orderer was asked: rejected; refused by an orderer: unknown', async () => {
    gateway.play({ Submit: [{ code: status.FAILED_PRECONDITION, text: 'failed to get config for channel [mychannel]' }] });
    const before = await refusalOf(submit());
    assert.deepEqual([before.code, before.outcome, gateway.methods], ['SUBMIT_REFUSED', 'rejected', ['Endorse', 'Submit']]);
    gateway.play({
        Submit: [{ code: status.ABORTED, text: 'received unsuccessful response from orderer: status=FORBIDDEN, info=' }],
        CommitStatus: [{ code: status.UNAVAILABLE, text: 'away' }],
    });
    const after = await refusalOf(submit());
    assert.deepEqual([after.code, after.outcome], ['SUBMIT_REFUSED', 'unknown']);
});
