// Proposals that a peer refuses before the chaincode sees them (section 9).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { endorse } from '@carnet/network/dist/embedded/gateway/endorse.js';
import { RpcError } from '@carnet/network/dist/embedded/grpc/rpc-error.js';
import { curveOrder } from '@carnet/network/dist/msp/low-s.js';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import { newProposal, signEnvelope } from '@carnet/network/dist/transaction/new-proposal.js';
import { createPeerOrganisation } from '@carnet/network/dist/identities/organizations-folder.js';
import { userMsp } from '@carnet/network/dist/identities/layout.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { InProcessNetwork, type InProcessUser } from '../in-process/network.js';

const chaincodeDir = resolve(import.meta.dirname, '..', '..', 'chaincode', 'probe');
const READ = JSON.stringify([['get', 'a']]);
const MINUTE = 60_000;

let network: InProcessNetwork;
let user: InProcessUser;
let twin: string;

before(async () => {
    network = await InProcessNetwork.open({ chaincodeDir, name: 'probe' });
    user = network.user('org1', 'User1');
    twin = mkdtempSync(join(tmpdir(), 'carnet-twin-'));
    await createPeerOrganisation(twin, 'org1');
});

after(async () => {
    await network.close();
    rmSync(twin, { recursive: true });
});

function proposal(signer: SigningIdentity, timestampMs = Date.now()): peer.SignedProposal {
    return newProposal({ channelId: 'mychannel', chaincode: 'probe', args: ['run', READ], timestampMs }, signer);
}

async function outcome(signed: peer.SignedProposal) {
    const [first] = network.nodes.peers;
    assert.ok(first);
    return first.endorser.processProposal(signed);
}

/** Replaces a part of the proposal's channel header and signs again. */
function withHeader(change: (header: common.ChannelHeader) => void): peer.SignedProposal {
    const inner = peer.Proposal.deserializeBinary(proposal(user.signer).getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(inner.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    change(channelHeader);
    header.setChannelHeader(channelHeader.serializeBinary());
    inner.setHeader(header.serializeBinary());
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(inner.serializeBinary());
    signed.setSignature(user.signer.sign(inner.serializeBinary()));
    return signed;
}

suite('a proposal is refused', () => {
    test('by a certificate of an authority with the same name but other keys', async () => {
        const forger = SigningIdentity.read('Org1MSP', userMsp(twin, PEER_ORGANISATIONS.org1, 'User1').msp);
        const { error, response } = await outcome(proposal(forger));
        assert.equal(error, 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]');
        assert.equal(response?.getResponse()?.getStatus(), 500);
        assert.equal(response.getEndorsement(), undefined);
    });

    test('by an organisation that is not in the channel', async () => {
        const stranger = SigningIdentity.read('Org3MSP', userMsp(twin, PEER_ORGANISATIONS.org1, 'User1').msp);
        assert.equal((await outcome(proposal(stranger))).error,
            'error validating proposal: access denied: channel [mychannel] creator org unknown, creator is malformed');
    });

    test('by an expired certificate, before anything else is looked at', async () => {
        const expired = await network.issueUser('org1', { name: 'expired', days: -1 });
        const { error, response } = await outcome(proposal(expired.signer));
        assert.equal(error, 'proposal client identity expired');
        assert.equal(response, undefined);
        await assert.rejects(network.evaluate(expired, 'run', [READ]), error => {
            assert.ok(error instanceof RpcError);
            assert.equal(error.code, status.UNAVAILABLE);
            assert.deepEqual(error.endpoints.map(({ message }) => message),
                ['proposal client identity expired', 'rpc error: code = Unknown desc = proposal client identity expired']);
            return true;
        });
    });

    test('by a peer, who is no writer of the channel', async () => {
        const [first] = network.nodes.peers;
        assert.ok(first);
        assert.match((await outcome(proposal(first.signer))).error ?? '',
            /^Failed evaluating policy on signed data during check policy on channel \[mychannel\] with policy \[\/Channel\/Application\/Writers\]/);
    });

    test('with a signature over something else, with high S, and with none', async () => {
        const forged = proposal(user.signer);
        forged.setSignature(user.signer.sign(Buffer.from('something else')));
        const denied = 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]';
        assert.equal((await outcome(forged)).error, denied);
        const high = proposal(user.signer);
        high.setSignature(toHighS(high.getSignature_asU8()));
        assert.equal((await outcome(high)).error, denied);
        const unsigned = proposal(user.signer);
        unsigned.setSignature('');
        assert.equal((await outcome(unsigned)).error, 'error validating proposal: empty signature bytes');
    });

    test('with a transaction id that is not of its nonce and creator', async () => {
        const { error } = await outcome(withHeader(header => header.setTxId('ab'.repeat(32))));
        assert.match(error ?? '', /^error validating proposal: incorrectly computed txid 'abab.*' -- expected '[0-9a-f]{64}'$/);
    });

    test('outside the time window of fifteen minutes, and not inside', async () => {
        for (const minutes of [-16, 16]) {
            assert.match((await outcome(proposal(user.signer, Date.now() + minutes * MINUTE))).error ?? '',
                /^request unauthorized due to incorrect timestamp .*, peer time .*, peer\.authentication\.timewindow 15m0s$/);
        }
        for (const minutes of [-14, 14]) assert.equal((await outcome(proposal(user.signer, Date.now() + minutes * MINUTE))).error, undefined);
    });

    test('for another channel, of another type, with an epoch', async () => {
        const elsewhere = await outcome(withHeader(header => header.setChannelId('other')));
        assert.equal(elsewhere.error, undefined, 'no gRPC error');
        assert.equal(elsewhere.response?.getResponse()?.getMessage(), "channel 'other' not found");
        assert.match((await outcome(withHeader(header => header.setType(0)))).error ?? '', /invalid header type/);
        assert.match((await outcome(withHeader(header => header.setEpoch(1)))).error ?? '', /epoch is non-zero/);
    });

    test('that was already committed', async () => {
        const signed = proposal(user.signer);
        const request = new gateway.EndorseRequest();
        request.setProposedTransaction(signed);
        const envelope = (await endorse(request, network.nodes.gateway('Org1MSP'))).getPreparedTransaction();
        assert.ok(envelope);
        network.nodes.orderer.broadcast(signEnvelope(envelope, user.signer));
        await Promise.all(network.nodes.peers.map(one => one.idle()));
        assert.match((await outcome(signed)).error ?? '', /^duplicate transaction found \[[0-9a-f]{64}\]\. Creator \[[0-9a-f]+\]$/);
    });

    test('that does not parse', async () => {
        const garbage = new peer.SignedProposal();
        garbage.setProposalBytes(Buffer.from('garbage'));
        const { error, response } = await outcome(garbage);
        assert.ok(error);
        assert.equal(response?.getResponse()?.getStatus(), 500);
    });
});

/** The same signature in the form that Fabric refuses. */
function toHighS(signature: Uint8Array): Uint8Array {
    const rLength = signature[3] ?? 0;
    const s = BigInt('0x' + Buffer.from(signature.subarray(6 + rLength)).toString('hex'));
    let hex = (curveOrder('prime256v1') - s).toString(16).padStart(64, '0');
    if (parseInt(hex.slice(0, 2), 16) & 0x80) hex = '00' + hex;
    const high = Buffer.from(hex, 'hex');
    const body = Buffer.concat([signature.subarray(2, 4 + rLength), Buffer.from([2, high.length]), high]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
