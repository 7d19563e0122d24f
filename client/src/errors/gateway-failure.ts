// Reads the errors of the Fabric Gateway: who refused what, and whether asking again can help.
import { status as Code } from '@grpc/grpc-js';
import { parseFailure } from '@carnet/domain';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { CarnetError, type CarnetErrorProperties, type NodeAnswer } from './carnet-error.js';
import type { ClientCode } from './codes.js';
import type { Remedy } from './remedy.js';

export interface Failure { readonly error: CarnetError; readonly remedy: Remedy }

export interface FailureContext {
    readonly transactionId?: string | undefined;
    /** Organisations whose endorsement the caller asked for; undefined where the gateway chose. */
    readonly endorsingOrganizations?: readonly string[] | undefined;
}

interface Meaning { readonly code: ClientCode | 'CLOCK_SKEW'; readonly sentence: string; readonly remedy: Remedy }

/**
 * Texts of Fabric v2.5 and v3.1 that tell one failure of the network from another, tried in this order on all that the nodes and the
 * gateway said. Their sources: internal/pkg/gateway, core/chaincode, core/endorser, discovery/endorsement, internal/peer/node.
 */
const TEXTS: readonly (Meaning & { readonly says: readonly string[] })[] = [
    {
        // Before chaincode is asked, which refuses smaller differences itself.
        says: ['due to incorrect timestamp', 'outside the acceptable time window'],
        code: 'CLOCK_SKEW', sentence: 'The time of this computer differs too much from that of the peer: set its clock.', remedy: 'none',
    },
    {
        says: ['access denied', 'creator certificate is not valid', 'identity expired'],
        code: 'ACCESS_DENIED', sentence: 'The peer does not accept the identity.', remedy: 'none',
    },
    {
        says: ['exceeding concurrency limit'],
        code: 'GATEWAY_BUSY', sentence: 'The gateway peer has as many requests as it takes.', remedy: 'propose again',
    },
    {
        says: ['ProposalResponsePayloads do not match'],
        code: 'ENDORSEMENT_MISMATCH', remedy: 'propose again, peers disagree',
        sentence: 'The peers computed different results; the logger gateway.responsechecker of the gateway peer prints the keys that differ.',
    },
    {
        says: ['No metadata was found for chaincode', 'no peers available to evaluate chaincode', 'exists, but chaincode is not installed'],
        code: 'CHAINCODE_NOT_FOUND', sentence: 'The peers do not have the chaincode on this channel.', remedy: 'none',
    },
    {
        says: ['due to unavailability of peers', 'failed to find any endorsing peers'],
        code: 'ENDORSERS_UNAVAILABLE', sentence: 'Peers whose endorsement is needed cannot be reached by the gateway peer.', remedy: 'propose again',
    },
    {
        // A fault of the network's configuration, and word for word the same while a peer is starting again.
        says: ['no combination of peers'],
        code: 'ENDORSERS_UNAVAILABLE', remedy: 'propose again',
        sentence: 'The gateway peer knows no set of peers that satisfies the endorsement policy: ' +
            'see that a peer of every organisation needed runs, and that anchor peers are set.',
    },
    {
        says: ['requires endorsement from organisation', "no endorsers found in the gateway's organization"],
        code: 'ENDORSERS_UNAVAILABLE', remedy: 'none',
        sentence: 'Confidential arguments go only to organisations that the caller names: name them with endorsingOrganizations.',
    },
    {
        says: [
            'chaincode stream terminated', 'timeout expired while executing transaction', 'could not launch chaincode',
            'error starting container', 'chaincode registration failed', 'could not find handler',
        ],
        code: 'CHAINCODE_UNAVAILABLE', sentence: 'A peer could not run its chaincode.', remedy: 'propose again',
    },
    {
        // Between the gateway peer and another one: what a peer itself refuses does not come as an error of gRPC.
        says: ['rpc error: code = '],
        code: 'ENDORSERS_UNAVAILABLE', sentence: 'A peer whose endorsement is needed went away.', remedy: 'propose again',
    },
];

/** What the gRPC status alone tells, where no text did. */
const STATUSES: Readonly<Record<number, Meaning>> = {
    [Code.UNAVAILABLE]: { code: 'GATEWAY_UNAVAILABLE', sentence: 'The gateway peer cannot be reached, or went away.', remedy: 'propose again' },
    [Code.DEADLINE_EXCEEDED]: { code: 'DEADLINE_EXCEEDED', sentence: 'The gateway peer did not answer in time.', remedy: 'propose again' },
    [Code.CANCELLED]: { code: 'GATEWAY_UNAVAILABLE', sentence: 'The call was broken off by the other side.', remedy: 'propose again' },
    [Code.ABORTED]: { code: 'ENDORSEMENT_FAILED', sentence: 'Peers refused to endorse.', remedy: 'none' },
    [Code.RESOURCE_EXHAUSTED]: { code: 'MESSAGE_TOO_LARGE', sentence: 'A message was larger than the transport allows.', remedy: 'none' },
    [Code.PERMISSION_DENIED]: { code: 'ACCESS_DENIED', sentence: 'The peer does not accept the identity.', remedy: 'none' },
};

/** True where some endorser gave its endorsement and another refused: the peers may only have been at different heights. */
function peersDisagree(error: GatewayError, { endorsingOrganizations }: FailureContext): boolean {
    if (!error.cause.details.startsWith('failed to collect enough transaction endorsements')) return false;
    // The gateway's own organisation is asked first and the others only after it endorsed, unless the caller chose them.
    return endorsingOrganizations === undefined || endorsingOrganizations.some(mspId => error.details.every(detail => detail.mspId !== mspId));
}

/** How the peer begins what chaincode answered in its own words, in a node's answer and in the gateway's. */
const CHAINCODE_RESPONSE = /^(?:evaluate call to endorser returned error: )?chaincode response \d+, ([\s\S]*)$/;

/** The refusal of the chaincode itself: in our grammar, or in words of its own. */
function findContractError(texts: readonly string[]): Pick<CarnetError, 'code' | 'sentence' | 'details'> | undefined {
    for (const text of texts) {
        const failure = parseFailure(text);
        if (failure !== undefined) return { code: failure.code, sentence: failure.sentence, details: failure.parameters };
    }
    const words = texts.map(text => CHAINCODE_RESPONSE.exec(text)?.[1]).find(said => said !== undefined);
    return words === undefined ? undefined : { code: 'CONTRACT_ERROR', sentence: `The chaincode refused: ${words}`, details: {} };
}

function findMeaning(error: GatewayError, texts: readonly string[]): Meaning {
    return TEXTS.find(({ says }) => says.some(words => texts.some(text => text.includes(words))))
        ?? STATUSES[error.code]
        ?? { code: 'GATEWAY_FAILED', sentence: 'The gateway peer refused the call.', remedy: 'none' };
}

/**
 * Reads a failed evaluate or endorse: nothing was submitted, so the outcome is always `rejected`.
 * @throws whatever is not an error of the gateway, as it is
 */
export function readGatewayFailure(thrown: unknown, context: FailureContext = {}): Failure {
    if (!(thrown instanceof GatewayError)) throw thrown;
    const endorsers: NodeAnswer[] = thrown.details.map(({ address, mspId, message }) => ({ address, mspId, message }));
    // Not thrown.message: gRPC writes its status before it.
    const texts = [...endorsers.map(({ message }) => message), thrown.cause.details];
    const properties: CarnetErrorProperties = { transactionId: context.transactionId, outcome: 'rejected', cause: thrown };
    const contract = findContractError(texts);
    if (contract !== undefined) {
        const error = new CarnetError(contract.code, contract.sentence, { ...properties, details: contract.details });
        // A peer that is a block behind does not know yet what the other saw committed.
        return { error, remedy: peersDisagree(thrown, context) ? 'propose again, peers disagree' : 'none' };
    }
    const { code, sentence, remedy } = findMeaning(thrown, texts);
    const details = { gateway: thrown.cause.details, status: Code[thrown.code], endorsers };
    return { error: new CarnetError(code, sentence, { ...properties, details, retryable: remedy !== 'none' }), remedy };
}
