// How the gateway refuses: status, text and details as Fabric's, on the whole network in one process.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { RpcError } from '@carnet/network/dist/embedded/grpc/rpc-error.js';
import { evaluate } from '@carnet/network/dist/embedded/gateway/evaluate.js';
import { endorse } from '@carnet/network/dist/embedded/gateway/endorse.js';
import { submit } from '@carnet/network/dist/embedded/gateway/submit.js';
import { newProposal } from '@carnet/network/dist/transaction/new-proposal.js';
import { InProcessNetwork, type InProcessUser } from '../in-process/network.js';

const chaincodeDir = resolve(import.meta.dirname, '..', '..', 'chaincode', 'probe');
const collections = [
    { name: 'both', policy: "OR('Org1MSP.member','Org2MSP.member')", requiredPeerCount: 0, maxPeerCount: 1, blockToLive: 0 },
    { name: 'org1Only', policy: "OR('Org1MSP.member')", requiredPeerCount: 0, maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true },
    { name: 'needsTwo', policy: "OR('Org1MSP.member','Org2MSP.member')", requiredPeerCount: 2, maxPeerCount: 3, blockToLive: 0 },
];

let network: InProcessNetwork;
let org1: InProcessUser;
let org2: InProcessUser;

before(async () => {
    network = await InProcessNetwork.open({ chaincodeDir, name: 'probe', collections, switches: { executeTimeoutMs: 2_000 } });
    org1 = network.user('org1', 'User1');
    org2 = network.user('org2', 'User1');
});

after(() => network.close());

const program = (...operations: unknown[][]): string[] => [JSON.stringify(operations)];

async function rejection(promise: Promise<unknown>): Promise<RpcError> {
    try {
        await promise;
    } catch (error) {
        assert.ok(error instanceof RpcError, String(error));
        return error;
    }
    throw new assert.AssertionError({ message: 'it was not refused' });
}

suite('evaluate', () => {
    test('an error of the chaincode: UNKNOWN, with its text and the peer that said it', async () => {
        const error = await rejection(network.evaluate(org1, 'run', program(['fail', 'NO_SUCH_CAR: look again'])));
        assert.equal(error.code, status.UNKNOWN);
        assert.equal(error.details, 'evaluate call to endorser returned error: chaincode response 500, NO_SUCH_CAR: look again');
        const [encoded] = error.metadata.get('grpc-status-details-bin');
        const decoded = google.rpc.Status.deserializeBinary(encoded as Buffer);
        assert.equal(decoded.getCode(), status.UNKNOWN);
        const [any] = decoded.getDetailsList();
        assert.equal(any?.getTypeUrl(), 'type.googleapis.com/gateway.ErrorDetail');
        const detail = gateway.ErrorDetail.deserializeBinary(any.getValue_asU8());
        assert.deepEqual([detail.getAddress(), detail.getMspId(), detail.getMessage()],
            ['peer0.org1.example.com:7051', 'Org1MSP', 'chaincode response 500, NO_SUCH_CAR: look again']);
    });

    test('a call that takes too long is tried on every peer, then ABORTED', async () => {
        const error = await rejection(network.evaluate(org1, 'run', program(['sleep', 4_000])));
        assert.equal(error.code, status.ABORTED);
        assert.equal(error.details, 'failed to evaluate transaction, see attached details for more info');
        assert.deepEqual(error.endpoints.map(({ mspId }) => mspId), ['Org1MSP', 'Org2MSP']);
        assert.match(error.endpoints[0]?.message ?? '', /error sending: timeout expired while executing transaction$/);
    });

    test('an unknown chaincode and an unknown channel', async () => {
        const request = (channelId: string, chaincode: string): gateway.EvaluateRequest => {
            const made = new gateway.EvaluateRequest();
            made.setProposedTransaction(newProposal({ channelId, chaincode, args: ['run'], timestampMs: Date.now() }, org1.signer));
            return made;
        };
        const unknown = await rejection(evaluate(request('mychannel', 'nothing'), network.nodes.gateway('Org1MSP')));
        assert.deepEqual([unknown.code, unknown.details],
            [status.FAILED_PRECONDITION, 'no peers available to evaluate chaincode nothing in channel mychannel']);
        const elsewhere = await rejection(evaluate(request('other', 'probe'), network.nodes.gateway('Org1MSP')));
        assert.equal(elsewhere.code, status.UNAVAILABLE);
        const empty = await rejection(evaluate(new gateway.EvaluateRequest(), network.nodes.gateway('Org1MSP')));
        assert.deepEqual([empty.code, empty.details],
            [status.INVALID_ARGUMENT, 'failed to unpack transaction proposal: a signed proposal is required']);
    });
});

suite('endorse', () => {
    test('an error of the chaincode: ABORTED, with the text in the details', async () => {
        const error = await rejection(network.endorse(org1, 'run', program(['fail', 'NO'])));
        assert.deepEqual([error.code, error.details], [status.ABORTED, 'failed to endorse transaction, see attached details for more info']);
        assert.deepEqual(error.endpoints, [{ address: 'peer0.org1.example.com:7051', mspId: 'Org1MSP', message: 'chaincode response 500, NO' }]);
    });

    test('organisations that answer differently', async () => {
        const error = await rejection(network.endorse(org1, 'run', program(['mspId'])));
        assert.deepEqual([error.code, error.details],
            [status.ABORTED, 'failed to collect enough transaction endorsements, see attached details for more info']);
        assert.deepEqual(error.endpoints,
            [{ address: 'peer0.org2.example.com:9051', mspId: 'Org2MSP', message: 'ProposalResponsePayloads do not match' }]);
    });

    test('an organisation without a peer, an unknown chaincode, no proposal', async () => {
        const nobody = await rejection(network.endorse(org1, 'run', program(['get', 'a']), { endorsingOrganizations: ['Org1MSP', 'Org9MSP'] }));
        assert.deepEqual([nobody.code, nobody.details], [status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org9MSP']);
        const request = new gateway.EndorseRequest();
        const nothing = { channelId: 'mychannel', chaincode: 'nothing', args: [], timestampMs: Date.now() };
        request.setProposedTransaction(newProposal(nothing, org1.signer));
        const unknown = await rejection(endorse(request, network.nodes.gateway('Org1MSP')));
        assert.equal(unknown.code, status.FAILED_PRECONDITION);
        assert.match(unknown.details, /^no combination of peers can be derived which satisfy the endorsement policy: No metadata was found/);
        const empty = await rejection(endorse(new gateway.EndorseRequest(), network.nodes.gateway('Org1MSP')));
        assert.deepEqual([empty.code, empty.details], [status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal']);
    });

    test('too few endorsements become ENDORSEMENT_POLICY_FAILURE', async () => {
        const { code } = await network.submit(org1, 'run', program(['put', 'alone', 'v']), { endorsingOrganizations: ['Org1MSP'] });
        assert.equal(code, 10);
    });
});

suite('private data', () => {
    test('transient data do not leave the organisations of the collection unless they are named', async () => {
        const write = program(['putPrivate', 'org1Only', 'k', 'secret']);
        const refused = await rejection(network.endorse(org1, 'run', write, { transient: { salt: 'x' } }));
        assert.equal(refused.code, status.FAILED_PRECONDITION);
        assert.equal(refused.details, 'requires endorsement from organisation(s) that are not in the distribution policy of the private data '
            + 'collection(s): [org1Only]; retry specifying trusted endorsing organizations to protect transient data');
        const { code } = await network.submit(org1, 'run', write, { transient: { salt: 'x' }, endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
        assert.equal(code, 0);
    });

    test('members only read, and a peer outside has an error for a key that exists', async () => {
        await network.submit(org1, 'run', program(['putPrivate', 'org1Only', 'm', 'secret']));
        const read = program(['getPrivate', 'org1Only', 'm']);
        assert.equal(Buffer.from(await network.evaluate(org1, 'run', read)).toString(), '["secret"]');
        const stranger = await rejection(network.evaluate(org2, 'run', read));
        assert.match(stranger.details,
            /tx creator does not have read access permission on privatedata in chaincodeName:probe collectionName: org1Only/);
        const outside = await rejection(network.evaluate(org1, 'run', read, { endorsingOrganizations: ['Org2MSP'] }));
        assert.match(outside.details, /private data matching public hash version is not available/);
    });

    test('an unknown collection, and one that asks for more peers than there are', async () => {
        const unknown = await rejection(network.evaluate(org1, 'run', program(['getPrivate', 'nowhere', 'k'])));
        assert.match(unknown.details, /GET_STATE failed: transaction ID: [0-9a-f]{64}: collection .*nowhere/);
        const lonely = await rejection(network.endorse(org1, 'run', program(['putPrivate', 'needsTwo', 'k', 'v'])));
        assert.match(lonely.endpoints[0]?.message ?? '', /required to disseminate to at least 2 peers, but know of only 1 eligible peers/);
    });
});

test('submit wants a signature, and the orderer an authorised one', async () => {
    const context = network.nodes.gateway('Org1MSP');
    const { envelope } = await prepared();
    const request = new gateway.SubmitRequest();
    request.setChannelId('mychannel');
    request.setPreparedTransaction(envelope);
    const unsigned = await rejection(Promise.resolve().then(() => submit(request, context)));
    assert.deepEqual([unsigned.code, unsigned.details], [status.INVALID_ARGUMENT, 'prepared transaction must be signed']);
    envelope.setSignature(org2.signer.sign(envelope.getPayload_asU8()));
    const forged = await rejection(Promise.resolve().then(() => submit(request, context)));
    assert.equal(forged.code, status.ABORTED);
    assert.match(forged.details, /^received unsuccessful response from orderer: status=FORBIDDEN, info=implicit policy evaluation failed/);
});

async function prepared() {
    const request = new gateway.EndorseRequest();
    request.setProposedTransaction(newProposal(
        { channelId: 'mychannel', chaincode: 'probe', args: ['run', ...program(['get', 'a'])], timestampMs: Date.now() }, org1.signer));
    const envelope = (await endorse(request, network.nodes.gateway('Org1MSP'))).getPreparedTransaction();
    assert.ok(envelope);
    return { envelope };
}
