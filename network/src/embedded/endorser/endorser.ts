// Checks a proposal, runs it, and signs what came out: `protos.Endorser/ProcessProposal` of one peer.
import { peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { ChaincodeSupport } from '../chaincode/chaincode-support.js';
import type { TransactionParams } from '../chaincode/transaction-context.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Definitions } from '../lifecycle/definitions.js';
import type { Identity } from '../../msp/identity.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';
import { unpackProposal, type UnpackedProposal } from '../../transaction/proposal.js';
import { endorsePayload, responsePayload } from '../../transaction/endorsement.js';
import { disseminate, type PrivateDataReceiver } from './dissemination.js';
import { chaincodeInterest } from './interest.js';
import { checkDuplicate, checkFilters, validateProposal } from './proposal-checks.js';

/** From this status on a response is no longer endorsed. */
const ERROR_THRESHOLD = 400;
const ERROR = 500;

export interface EndorserOptions {
    readonly channel: Channel;
    readonly ledger: Ledger;
    readonly definitions: Definitions;
    readonly chaincodes: ChaincodeSupport;
    readonly signer: SigningIdentity;
    /** All peers of the channel, this one included. */
    readonly receivers: () => readonly PrivateDataReceiver[];
    readonly log: (line: string) => void;
}

/**
 * What became of a proposal. `error` is set when it was refused before it ran: over gRPC that is an error, and `response` (status 500)
 * is there only when the refusal came from the endorser itself rather than from its filters.
 */
export interface ProposalOutcome { readonly response?: peer.ProposalResponse; readonly error?: string }

export class Endorser {
    readonly #options: EndorserOptions;

    constructor(options: EndorserOptions) {
        this.#options = options;
    }

    async processProposal(signedProposal: peer.SignedProposal): Promise<ProposalOutcome> {
        let proposal: UnpackedProposal;
        try {
            proposal = unpackProposal(signedProposal);
        } catch (error) {
            const { message } = error as Error;
            return { response: failure(message), error: message };
        }
        return this.processUnpacked(proposal);
    }

    /** As `processProposal`, for one that was unpacked already. */
    async processUnpacked(proposal: UnpackedProposal): Promise<ProposalOutcome> {
        const { channel, ledger, log } = this.#options;
        try {
            checkFilters(proposal, channel);
        } catch (error) {
            return { error: (error as Error).message };
        }
        if (proposal.channelId !== channel.name) return { response: failure(`channel '${proposal.channelId}' not found`) };
        let creator: Identity;
        try {
            creator = validateProposal(proposal, channel, log);
            await checkDuplicate(proposal, ledger);
            channel.checkAcl('/Channel/Application/Writers', [
                { data: proposal.proposalBytes, identity: proposal.creator, signature: proposal.signature },
            ]);
        } catch (error) {
            const { message } = error as Error;
            return { response: failure(message), error: message };
        }
        try {
            return { response: await this.#simulateAndEndorse(proposal, creator) };
        } catch (error) {
            const { message } = error as Error;
            log(`failed to invoke chaincode ${proposal.chaincodeName}: ${message}`);
            return { response: failure(message) };
        }
    }

    async #simulateAndEndorse(proposal: UnpackedProposal, creator: Identity): Promise<peer.ProposalResponse> {
        const { ledger, definitions } = this.#options;
        const simulator = await ledger.newSimulator(proposal.txId);
        try {
            const { definition } = await definitions.forTransaction(proposal.chaincodeName, simulator).catch((error: unknown) => {
                throw new Error(`make sure the chaincode ${proposal.chaincodeName} has been successfully defined on channel `
                    + `${proposal.channelId} and try again: ${(error as Error).message}`, { cause: error });
            });
            return await this.#run(proposal, definition.version, {
                channelId: proposal.channelId, txId: proposal.txId, signedProposal: proposal.signedProposal, creator, simulator,
                privateReads: new Map(),
            });
        } finally {
            simulator.done();
        }
    }

    async #run(proposal: UnpackedProposal, version: string, params: TransactionParams): Promise<peer.ProposalResponse> {
        const { chaincodes, ledger } = this.#options;
        const failed = (error: unknown): never => { throw new Error(`error in simulation: ${(error as Error).message}`, { cause: error }); };
        const { response, event } = await chaincodes.execute(params, proposal.chaincodeName, proposal.input).catch(failed);
        const results = await params.simulator.results().catch(failed);
        try {
            // Before the status is looked at, and for an evaluate too (6.9).
            if (results.privateReadWriteSet) this.#disseminate(proposal.txId, results.privateReadWriteSet);
        } catch (error) {
            failed(error);
        }
        const status = response.getStatus();
        const proposalResponse = new peer.ProposalResponse();
        proposalResponse.setResponse(response);
        if (status >= ERROR_THRESHOLD && status < ERROR) return proposalResponse;
        const keptEvent = status < ERROR_THRESHOLD ? event : undefined;
        const payload = responsePayload(proposal, version, response, results.publicReadWriteSet, keptEvent);
        proposalResponse.setPayload(payload);
        proposalResponse.setInterest(await chaincodeInterest(results.publicReadWriteSet, params.privateReads, ledger));
        if (status >= ERROR) return proposalResponse;
        proposalResponse.setVersion(1);
        proposalResponse.setEndorsement(this.#endorse(payload));
        return proposalResponse;
    }

    #endorse(payload: Uint8Array): peer.Endorsement {
        const { channel, signer } = this.#options;
        const endorsement = endorsePayload(payload, signer);
        channel.msps.remember(signer.serialized, Buffer.concat([payload, signer.serialized]), endorsement.getSignature_asU8());
        return endorsement;
    }

    #disseminate(txId: string, privateReadWriteSet: Uint8Array): void {
        const { ledger, definitions, signer, receivers } = this.#options;
        disseminate(txId, privateReadWriteSet, ledger.height(), definitions, signer.mspId, receivers());
    }
}

function failure(message: string): peer.ProposalResponse {
    const response = new peer.Response();
    response.setStatus(ERROR);
    response.setMessage(message);
    const proposalResponse = new peer.ProposalResponse();
    proposalResponse.setResponse(response);
    return proposalResponse;
}
