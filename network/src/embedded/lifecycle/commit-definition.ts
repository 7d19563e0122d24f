// Puts a chaincode definition on the ledger: a transaction of `_lifecycle`, endorsed by every peer and ordered like any other.
import { peer } from '@hyperledger/fabric-protos';
import type { common } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import { endorsePayload, responsePayload } from '../../transaction/endorsement.js';
import type { Ledger } from '../ledger/ledger.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';
import { newProposal, signEnvelope } from '../../transaction/new-proposal.js';
import { prepareTransaction } from '../../transaction/prepared.js';
import { unpackProposal, type UnpackedProposal } from '../../transaction/proposal.js';
import { LIFECYCLE_NAMESPACE, encodeDefinition, type ChaincodeDefinition } from './chaincode-definition.js';

/** A peer as far as it endorses a definition. */
export interface DefinitionEndorser { readonly ledger: Ledger; readonly signer: SigningIdentity }

/** Version that Fabric gives its system chaincodes. */
const SYSTEM_VERSION = 'syscc';

/** The signed envelope and its transaction id. @throws Error when the peers' ledgers give different results. */
export async function definitionTransaction(
    definition: ChaincodeDefinition, channel: Channel, creator: SigningIdentity, endorsers: readonly DefinitionEndorser[],
): Promise<{ readonly txId: string; readonly envelope: common.Envelope }> {
    const proposal = unpackProposal(newProposal({
        channelId: channel.name,
        chaincode: LIFECYCLE_NAMESPACE,
        args: ['CommitChaincodeDefinition', commitArgs(definition)],
        timestampMs: channel.now(),
    }, creator));
    const payloads = await Promise.all(endorsers.map(endorser => simulate(definition, proposal, endorser)));
    const [payload] = payloads;
    if (!payload || payloads.some(other => !Buffer.from(other).equals(payload))) {
        throw new Error(`the peers do not agree on the definition of ${definition.name}: wait until both have the same height and deploy again`);
    }
    const endorsements = endorsers.map(({ signer }) => endorsePayload(payload, signer));
    return { txId: proposal.txId, envelope: signEnvelope(prepareTransaction(proposal, payload, endorsements), creator) };
}

async function simulate(definition: ChaincodeDefinition, proposal: UnpackedProposal, { ledger }: DefinitionEndorser): Promise<Uint8Array> {
    const simulator = await ledger.newSimulator(proposal.txId);
    try {
        // What stays as it was is not written again, so that its key keeps its version: as Fabric's serializer does.
        for (const [key, value] of encodeDefinition(definition)) {
            const current = await simulator.getState(LIFECYCLE_NAMESPACE, key);
            if (current === undefined || !Buffer.from(value).equals(current)) await simulator.setState(LIFECYCLE_NAMESPACE, key, value);
        }
        const response = new peer.Response();
        response.setStatus(200);
        const { publicReadWriteSet } = await simulator.results();
        return responsePayload(proposal, SYSTEM_VERSION, response, publicReadWriteSet, undefined);
    } finally {
        simulator.done();
    }
}

function commitArgs(definition: ChaincodeDefinition): Uint8Array {
    const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
    args.setSequence(definition.sequence);
    args.setName(definition.name);
    args.setVersion(definition.version);
    args.setEndorsementPlugin('escc');
    args.setValidationPlugin('vscc');
    args.setValidationParameter(definition.endorsementPolicy);
    if (definition.collections) args.setCollections(definition.collections);
    return args.serializeBinary();
}
