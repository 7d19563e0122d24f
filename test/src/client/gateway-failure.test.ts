// Failed evaluates and endorses: the texts of fabric-gateway's scenario/features/errors.feature and of Fabric's sources, one code each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT_CODES } from '@carnet/client';
import { readGatewayFailure } from '@carnet/client/dist/errors/gateway-failure.js';
import { FAILURE_CODES } from '@carnet/domain';
import { Metadata, status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';

type Detail = readonly [address: string, mspId: string, message: string];

function gatewayError(code: status, text: string, details: readonly Detail[] = []): GatewayError {
    const cause = Object.assign(new Error(`${code} ${status[code]}: ${text}`), { code, details: text, metadata: new Metadata() });
    const answers = details.map(([address, mspId, message]) => ({ address, mspId, message }));
    return new GatewayError({ code, cause, message: cause.message, details: answers });
}

const ORG1 = ['peer0.org1.example.com:7051', 'Org1MSP'] as const;
const ORG2 = ['peer0.org2.example.com:8051', 'Org2MSP'] as const;
const ORG3 = ['peer0.org3.example.com:11051', 'Org3MSP'] as const;
const ATTACHED = 'failed to endorse transaction, see attached details for more info';
const COLLECT = 'failed to collect enough transaction endorsements, see attached details for more info';

interface Case {
    readonly what: string;
    readonly error: GatewayError;
    readonly code: string;
    readonly remedy: string;
    readonly sentence?: RegExp;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly endorsingOrganizations?: readonly string[];
}

const CASES: readonly Case[] = [
    { what: 'Evaluate fails with incorrect arguments', code: 'CONTRACT_ERROR', remedy: 'none', sentence: /Expected 1 parameters, but 0 have been supplied/,
        error: gatewayError(status.UNKNOWN, 'evaluate call to endorser returned error: chaincode response 500, Expected 1 parameters, but 0 have been supplied') },
    { what: 'Submit fails with incorrect chaincode name', code: 'CHAINCODE_NOT_FOUND', remedy: 'none',
        error: gatewayError(status.FAILED_PRECONDITION, 'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nonexistent in channel mychannel') },
    { what: 'Submit fails with incorrect transaction name', code: 'UNKNOWN_FUNCTION', remedy: 'none', sentence: /nonexistent/,
        error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, "chaincode response 500, You've asked to invoke a function that does not exist: nonexistent"]]) },
    { what: 'Evaluate crash chaincode', code: 'CHAINCODE_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.ABORTED, 'failed to evaluate transaction, see attached details for more info', [[...ORG1, 'chaincode stream terminated'], [...ORG2, 'chaincode stream terminated']]) },
    { what: 'Evaluate with signer from unauthorized MSP', code: 'ACCESS_DENIED', remedy: 'none',
        error: gatewayError(status.FAILED_PRECONDITION, 'evaluate call to endorser returned error: error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]',
            [[...ORG1, 'error validating proposal: access denied: channel [mychannel] creator org [Org1MSP]']]) },
    { what: 'Org3 fails to evaluate', code: 'CONTRACT_ERROR', remedy: 'none', sentence: /refused: Org1MSP refuses to endorse this$/,
        error: gatewayError(status.UNKNOWN, 'evaluate call to endorser returned error: chaincode response 500, Org1MSP refuses to endorse this') },
    { what: 'Org3 fails to endorse', code: 'CONTRACT_ERROR', remedy: 'propose again, peers disagree',
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG3, 'chaincode response 500, Org3MSP refuses to endorse this']]) },
    { what: 'Submit non-deterministic transaction', code: 'ENDORSEMENT_MISMATCH', remedy: 'propose again, peers disagree', sentence: /gateway\.responsechecker/,
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG2, 'ProposalResponsePayloads do not match'], [...ORG3, 'ProposalResponsePayloads do not match']]) },
    { what: 'a clock that is an hour wrong, on evaluate', code: 'CLOCK_SKEW', remedy: 'none', sentence: /set its clock/,
        error: gatewayError(status.UNAVAILABLE, 'failed to evaluate transaction, see attached details for more info', [
            [...ORG2, 'request unauthorized due to incorrect timestamp 2026-11-22T11:26:34Z, peer time 2026-11-22T10:26:34Z, peer.authentication.timewindow 15m0s'],
            [...ORG1, 'rpc error: code = Unknown desc = request unauthorized due to incorrect timestamp 2026-11-22T11:26:34Z, peer time 2026-11-22T10:26:34Z, peer.authentication.timewindow 15m0s'],
        ]) },
    { what: 'a refusal in our grammar, from evaluate', code: 'VEHICLE_NOT_FOUND', remedy: 'none', sentence: /^No vehicle\.$/, details: { vin: 'VF1' },
        error: gatewayError(status.UNKNOWN, 'evaluate call to endorser returned error: chaincode response 500, VEHICLE_NOT_FOUND: No vehicle. {"vin":"VF1"}') },
    { what: 'a refusal in our grammar, from the first endorser', code: 'NOT_LICENSED', remedy: 'none', details: {},
        error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, 'chaincode response 500, NOT_LICENSED: None of your roles allows this.']]) },
    { what: 'a refusal by a peer that may be behind', code: 'VEHICLE_NOT_FOUND', remedy: 'propose again, peers disagree',
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG2, 'chaincode response 500, VEHICLE_NOT_FOUND: No vehicle.']]) },
    { what: 'a refusal by all organisations that were asked for', code: 'VEHICLE_NOT_FOUND', remedy: 'none', endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
        error: gatewayError(status.ABORTED, COLLECT, [ORG1, ORG2].map(org => [...org, 'chaincode response 500, VEHICLE_NOT_FOUND: No vehicle.'] as const)) },
    { what: 'a refusal by one of the organisations that were asked for', code: 'VEHICLE_NOT_FOUND', remedy: 'propose again, peers disagree', endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG2, 'chaincode response 500, VEHICLE_NOT_FOUND: No vehicle.']]) },
    { what: 'a code of a newer chaincode', code: 'BRAKES_WORN', remedy: 'none', details: { wheel: 2 },
        error: gatewayError(status.UNKNOWN, 'evaluate call to endorser returned error: chaincode response 500, BRAKES_WORN: Change them. {"wheel":2}') },
    { what: 'a chaincode that speaks of denied access in its own words', code: 'CONTRACT_ERROR', remedy: 'none',
        error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, 'chaincode response 500, access denied, connection error']]) },
    { what: 'peers that are down', code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.FAILED_PRECONDITION, 'failed to select a set of endorsers that satisfy the endorsement policy due to unavailability of peers: [{peer0.org2.example.com:9051 Org2MSP}]') },
    { what: 'an organisation without peers', code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): Org2MSP') },
    { what: 'no anchor peers, or a peer that is starting again', code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again', sentence: /anchor peers/,
        error: gatewayError(status.FAILED_PRECONDITION, 'no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy') },
    { what: 'a connection between peers that broke', code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG2, 'rpc error: code = Canceled desc = grpc: the client connection is closing']]) },
    { what: 'organisations outside a collection', code: 'ENDORSERS_UNAVAILABLE', remedy: 'none', sentence: /endorsingOrganizations/,
        error: gatewayError(status.FAILED_PRECONDITION, 'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [c]; retry specifying trusted endorsing organizations to protect transient data') },
    { what: 'an endorser that went away', code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.ABORTED, COLLECT, [[...ORG2, 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing"']]) },
    { what: 'a function that takes too long', code: 'CHAINCODE_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, 'error in simulation: failed to execute transaction 0a: timeout expired while executing transaction']]) },
    { what: 'a chaincode process that is not there', code: 'CHAINCODE_UNAVAILABLE', remedy: 'propose again',
        error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, 'error in simulation: failed to execute transaction 0a: could not launch chaincode carnet_1.0:ab: connection to carnet_1.0:ab failed']]) },
    { what: 'too many calls at once', code: 'GATEWAY_BUSY', remedy: 'propose again',
        error: gatewayError(status.UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)') },
    { what: 'a chaincode that no peer has', code: 'CHAINCODE_NOT_FOUND', remedy: 'none',
        error: gatewayError(status.FAILED_PRECONDITION, 'no peers available to evaluate chaincode carnet in channel mychannel') },
    { what: 'a gateway peer that is down', code: 'GATEWAY_UNAVAILABLE', remedy: 'propose again', error: gatewayError(status.UNAVAILABLE, 'No connection established') },
    { what: 'no answer in time', code: 'DEADLINE_EXCEEDED', remedy: 'propose again', error: gatewayError(status.DEADLINE_EXCEEDED, 'endorsement timeout expired while collecting endorsements') },
    { what: 'a message above the limit', code: 'MESSAGE_TOO_LARGE', remedy: 'none', error: gatewayError(status.RESOURCE_EXHAUSTED, 'Received message larger than max') },
    { what: 'endorsers that refuse for another reason', code: 'ENDORSEMENT_FAILED', remedy: 'none', error: gatewayError(status.ABORTED, ATTACHED, [[...ORG1, 'something new']]) },
    { what: 'a gateway that refuses for another reason', code: 'GATEWAY_FAILED', remedy: 'none', error: gatewayError(status.INTERNAL, 'something new') },
];

for (const { what, error, code, remedy, sentence, details, endorsingOrganizations } of CASES) {
    test(what, () => {
        const failure = readGatewayFailure(error, { transactionId: 'ab', endorsingOrganizations });
        assert.equal(failure.error.code, code);
        assert.equal(failure.remedy, remedy);
        assert.equal(failure.error.message, `${code}: ${failure.error.sentence}`);
        assert.deepEqual([failure.error.outcome, failure.error.transactionId, failure.error.cause], ['rejected', 'ab', error]);
        if (sentence !== undefined) assert.match(failure.error.sentence, sentence);
        if (details !== undefined) assert.deepEqual(failure.error.details, details);
        else if (Object.hasOwn(CLIENT_CODES, code) && code !== 'CONTRACT_ERROR') assert.deepEqual(failure.error.details['endorsers'], error.details);
    });
}

test('what is not an error of the gateway passes as it is', () => {
    const fault = new TypeError('a fault of the program');
    assert.throws(() => readGatewayFailure(fault), fault);
});

test('a code belongs to the client or to the ledger, never to both', () => {
    for (const [code, { meaning, action }] of Object.entries(CLIENT_CODES)) {
        assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
        assert.ok(!Object.hasOwn(FAILURE_CODES, code), code);
        assert.match(meaning, /\.$/, code);
        assert.match(action, /\.$/, code);
    }
});
