// Sees that a deployed chaincode answers: on each organisation's peer, and to a proposal that its endorsement policy covers.
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import { SigningIdentity } from '../msp/signing-identity.js';
import { newProposal } from '../transaction/new-proposal.js';
import { unpackProposal } from '../transaction/proposal.js';
import { ORG_NAMES, type NetworkFolder, type OrgName } from '../engine.js';
import { peerDir, serverTlsPaths, userMsp } from '../identities/layout.js';
import { PEER_ORGANISATIONS, peerHost } from '../identities/organisations.js';
import { NetworkError } from '../network-error.js';
import type { ProcessRecord } from '../processes/detached.js';
import { waitUntil } from '../processes/readiness.js';

/** Every chaincode made with fabric-contract-api has this function; one without it answers with an error, which is an answer too. */
const METADATA_FUNCTION = 'org.hyperledger.fabric:GetMetadata';
/** How a peer says that it could not reach the chaincode, or not in time. */
const PEERS_REPORT = /could not launch chaincode|failed to execute transaction|chaincode stream terminated|timeout expired/;
/** What fabric-contract-api says when npm gave it class-transformer 0.4.1, which lacks what it imports. */
const WRONG_CLASS_TRANSFORMER = /(?:classToPlain|plainToClass) is not a function/;
const CLASS_TRANSFORMER_ADVICE = 'the chaincode has class-transformer 0.4.1, with which fabric-contract-api cannot take or return objects: ' +
    'add "overrides": {"class-transformer": "0.5.1"} to its package.json, run npm install there, and deploy again';
const CALL_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 60_000;

function metadataProposal(signer: SigningIdentity, channelId: string, chaincode: string): peer.SignedProposal {
    return newProposal({ channelId, chaincode, args: [METADATA_FUNCTION], timestampMs: Date.now() }, signer);
}

type Callback<Response> = (error: grpc.ServiceError | null, response?: Response) => void;

/** Awaits one unary call; `start` passes the metadata, options and callback on to the client's method. */
function call<Response>(
    start: (metadata: grpc.Metadata, options: grpc.CallOptions, callback: Callback<Response>) => unknown,
): Promise<Response> {
    return new Promise((resolve, reject) => {
        start(new grpc.Metadata(), { deadline: Date.now() + CALL_TIMEOUT_MS }, (error, response) => {
            if (error !== null) reject(error);
            else if (response === undefined) reject(new Error('the call ended without an answer'));
            else resolve(response);
        });
    });
}

interface Connection {
    readonly endorser: peer.EndorserClient;
    readonly gateway: gateway.GatewayClient;
    readonly identity: SigningIdentity;
    close(): void;
}

function connectAsAdmin(folder: NetworkFolder, org: OrgName): Connection {
    const organisation = PEER_ORGANISATIONS[org];
    const credentials = grpc.credentials.createSsl(readFileSync(serverTlsPaths(peerDir(folder.organizations, org)).ca));
    const address = `127.0.0.1:${folder.ports[org].listen}`;
    const options = { 'grpc.ssl_target_name_override': peerHost(org) };
    const endorser = new peer.EndorserClient(address, credentials, options);
    const gatewayClient = new gateway.GatewayClient(address, credentials, options);
    return {
        endorser, gateway: gatewayClient,
        identity: SigningIdentity.read(organisation.mspId, userMsp(folder.organizations, organisation, 'Admin').msp),
        close: () => {
            endorser.close();
            gatewayClient.close();
        },
    };
}

/** True when the text is the chaincode's own refusal rather than the peer's report that it could not reach it. */
function isChaincodesAnswer(message: string): boolean {
    return message.includes('chaincode response ');
}

/** What the organisation's own process answers its own peer: '', or its refusal. @throws NetworkError CHAINCODE_SILENT */
async function answerOnPeer({ endorser, identity }: Connection, channel: string, chaincode: string): Promise<string> {
    const proposal = metadataProposal(identity, channel, chaincode);
    const response = await call<peer.ProposalResponse>((metadata, options, callback) =>
        endorser.processProposal(proposal, metadata, options, callback));
    const status = response.getResponse()?.getStatus() ?? 0;
    const message = response.getResponse()?.getMessage() ?? '';
    if (status < 400) return '';
    if (!PEERS_REPORT.test(message)) return message;
    throw new NetworkError('CHAINCODE_SILENT', message);
}

/** The peer's gateway finds endorsers for the chaincode: gossip has told it of the other organisation's peer. */
async function gatewayEndorses({ gateway: client, identity }: Connection, channel: string, chaincode: string): Promise<boolean> {
    const proposal = metadataProposal(identity, channel, chaincode);
    const request = new gateway.EndorseRequest();
    request.setTransactionId(unpackProposal(proposal).txId);
    request.setChannelId(channel);
    request.setProposedTransaction(proposal);
    try {
        await call<gateway.EndorseResponse>((metadata, options, callback) => client.endorse(request, metadata, options, callback));
        return true;
    } catch (error) {
        const { details, metadata } = error as grpc.ServiceError;
        const texts = [details, ...metadata.get('grpc-status-details-bin').map(value => Buffer.from(value).toString('utf8'))];
        if (texts.some(isChaincodesAnswer)) return true;
        throw error;
    }
}

/** Resolves when the chaincode answers both organisations' peers and gateways. @throws NetworkError NOT_READY, CHAINCODE_DIED */
export async function waitUntilAnswering(folder: NetworkFolder, chaincode: string, services: readonly ProcessRecord[]): Promise<void> {
    const { channel } = folder.settings;
    await Promise.all(ORG_NAMES.map(async org => {
        const connection = connectAsAdmin(folder, org);
        const options = { timeoutMs: ANSWER_TIMEOUT_MS, processes: services, diedCode: 'CHAINCODE_DIED' as const, signal: folder.signal };
        try {
            let answer = '';
            await waitUntil(async () => {
                answer = await answerOnPeer(connection, channel, chaincode);
                return true;
            }, { ...options, what: `${chaincode} to answer ${peerHost(org)}` });
            if (org === 'org1' && WRONG_CLASS_TRANSFORMER.test(answer)) folder.progress(CLASS_TRANSFORMER_ADVICE);
            await waitUntil(() => gatewayEndorses(connection, channel, chaincode),
                { ...options, what: `the gateway of ${peerHost(org)} to find endorsers of ${chaincode}` });
        } finally {
            connection.close();
        }
    }));
}
