// Endorse: runs the proposal on one peer, finds out whose endorsements are needed, collects and compares them (internal/pkg/gateway/endorse.go).
import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { Peer } from '../peer/peer.js';
import { prepareTransaction } from '../../transaction/prepared.js';
import { unpackProposal, type UnpackedProposal } from '../../transaction/proposal.js';
import type { GatewayContext } from './context.js';
import { askEndorser, endpointError } from './endpoint.js';
import { LayoutError, endorsementLayouts } from './endorsement-layout.js';
import { RpcError, type EndpointError } from '../grpc/rpc-error.js';

const NOT_ENOUGH = 'failed to collect enough transaction endorsements, see attached details for more info';

/** @throws RpcError */
export async function endorse(request: gateway.EndorseRequest, context: GatewayContext): Promise<gateway.EndorseResponse> {
    const proposal = unpack(request.getProposedTransaction());
    const organizations = request.getEndorsingOrganizationsList();
    const collected = organizations.length > 0
        ? await collectFrom(proposal, peersOf(organizations, proposal, context), new Endorsements(), context)
        : await collectAsNeeded(proposal, context);
    const prepared = new gateway.EndorseResponse();
    prepared.setPreparedTransaction(prepareTransaction(proposal, collected.payload ?? new Uint8Array(), collected.list));
    return prepared;
}

/** Endorsements of equal payloads. */
class Endorsements {
    payload: Uint8Array | undefined;
    readonly list: peer.Endorsement[] = [];
    readonly failures: EndpointError[] = [];

    /** Keeps the endorsement unless its payload differs from the first one's, byte for byte. */
    add(endorser: Peer, response: peer.ProposalResponse, log: (line: string) => void): void {
        const payload = response.getPayload_asU8();
        if (this.payload && !Buffer.from(this.payload).equals(payload)) {
            log(`ProposalResponsePayloads do not match: ${endorser.mspId} answered differently from the first endorser`);
            this.failures.push(endpointError(endorser, 'ProposalResponsePayloads do not match'));
            return;
        }
        this.payload ??= payload;
        const endorsement = response.getEndorsement();
        if (endorsement) this.list.push(endorsement);
    }
}

/** The client named the organisations and answers for the policy itself. @throws RpcError UNAVAILABLE */
function peersOf(organizations: readonly string[], proposal: UnpackedProposal, context: GatewayContext): readonly Peer[] {
    const able = context.peersWith(proposal.chaincodeName);
    const missing = organizations.filter(mspId => !able.some(one => one.mspId === mspId));
    if (missing.length > 0) {
        throw new RpcError(status.UNAVAILABLE, `failed to find any endorsing peers for org(s): ${missing.join(', ')}`);
    }
    return able.filter(one => organizations.includes(one.mspId));
}

async function collectFrom(
    proposal: UnpackedProposal, endorsers: readonly Peer[], endorsements: Endorsements, context: GatewayContext,
): Promise<Endorsements> {
    const before = endorsements.failures.length;
    await Promise.all(endorsers.map(async endorser => {
        const answer = await askEndorser(endorser, proposal, endorser === context.local);
        if (answer.ok) endorsements.add(endorser, answer.response, context.log);
        else endorsements.failures.push(endpointError(endorser, answer.message));
    }));
    if (endorsements.failures.length > before) throw new RpcError(status.ABORTED, NOT_ENOUGH, endorsements.failures);
    return endorsements;
}

async function collectAsNeeded(proposal: UnpackedProposal, context: GatewayContext): Promise<Endorsements> {
    const [first, response] = await firstEndorsement(proposal, context);
    const layouts = chooseLayouts(proposal, first, interestOf(response, proposal), context);
    let failure: RpcError | undefined;
    for (const layout of layouts) {
        const endorsements = new Endorsements();
        endorsements.add(first, response, context.log);
        if (!layout.includes(first.mspId)) endorsements.list.length = 0;
        const others = context.peersWith(proposal.chaincodeName).filter(other => other !== first && layout.includes(other.mspId));
        try {
            return await collectFrom(proposal, others, endorsements, context);
        } catch (error) {
            if (!(error instanceof RpcError)) throw error;
            failure = error;
        }
    }
    throw failure ?? new RpcError(status.ABORTED, NOT_ENOUGH);
}

/** The gateway's own organisation goes first, so that transient data stay with it until it is known who else must see them. */
async function firstEndorsement(proposal: UnpackedProposal, context: GatewayContext): Promise<[Peer, peer.ProposalResponse]> {
    const able = context.peersWith(proposal.chaincodeName);
    const [first] = able.includes(context.local) ? [context.local] : proposal.hasTransientData ? [] : able;
    if (!first) {
        throw new RpcError(status.FAILED_PRECONDITION, proposal.hasTransientData
            ? "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data"
            : 'no combination of peers can be derived which satisfy the endorsement policy: '
                + `No metadata was found for chaincode ${proposal.chaincodeName} in channel ${proposal.channelId}`);
    }
    const answer = await askEndorser(first, proposal, first === context.local);
    if (answer.ok) return [first, answer.response];
    throw new RpcError(status.ABORTED, 'failed to endorse transaction, see attached details for more info', [endpointError(first, answer.message)]);
}

function interestOf(response: peer.ProposalResponse, proposal: UnpackedProposal): peer.ChaincodeInterest {
    const interest = response.getInterest() ?? new peer.ChaincodeInterest();
    if (interest.getChaincodesList().length === 0) {
        const call = new peer.ChaincodeCall();
        call.setName(proposal.chaincodeName);
        interest.addChaincodes(call);
    }
    return interest;
}

/** With transient data only organisations that own the collections may be chosen without being named. @throws RpcError */
function chooseLayouts(
    proposal: UnpackedProposal, first: Peer, interest: peer.ChaincodeInterest, context: GatewayContext,
): readonly (readonly string[])[] {
    const candidates = context.peersWith(proposal.chaincodeName)
        .map(({ mspId, signer }) => ({ mspId, signer: context.channel.msps.deserializeIdentity(signer.serialized) }));
    const layouts = (wanted: peer.ChaincodeInterest): readonly (readonly string[])[] =>
        endorsementLayouts(wanted, candidates, first.mspId, context.local.definitions, context.channel);
    const cautious = interest.clone();
    const guarded = proposal.hasTransientData ? cautious.getChaincodesList().filter(call => call.getNoPrivateReads()) : [];
    for (const call of guarded) call.setNoPrivateReads(false);
    try {
        return layouts(cautious);
    } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        if (guarded.length > 0 && isPossible(() => layouts(interest))) {
            throw new RpcError(status.FAILED_PRECONDITION, 'requires endorsement from organisation(s) that are not in the distribution policy of '
                + `the private data collection(s): [${guarded.flatMap(call => call.getCollectionNamesList()).join(' ')}]; `
                + 'retry specifying trusted endorsing organizations to protect transient data');
        }
        throw new RpcError(status.FAILED_PRECONDITION, error.message);
    }
}

function isPossible(choose: () => unknown): boolean {
    try {
        choose();
        return true;
    } catch (error) {
        if (error instanceof LayoutError) return false;
        throw error;
    }
}

function unpack(signedProposal: peer.SignedProposal | undefined): UnpackedProposal {
    if (!signedProposal || signedProposal.getProposalBytes_asU8().length === 0) {
        throw new RpcError(status.INVALID_ARGUMENT, 'the proposed transaction must contain a signed proposal');
    }
    try {
        return unpackProposal(signedProposal);
    } catch (error) {
        throw new RpcError(status.INVALID_ARGUMENT, (error as Error).message);
    }
}
