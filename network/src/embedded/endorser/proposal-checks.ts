// What is asked of a proposal before it runs, in Fabric's order and words (core/endorser/msgvalidation.go).
import { common } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Identity } from '../../msp/identity.js';
import { MspError } from '../../msp/msp-error.js';
import { computeTxId, type UnpackedProposal } from '../../transaction/proposal.js';

/** A proposal's timestamp may differ this much from the peer's clock (peer.authentication.timewindow). */
export const TIME_WINDOW_MS = 15 * 60 * 1000;

/** Refused at the door: certificate expired, or timestamp outside the window. @throws Error */
export function checkFilters(proposal: UnpackedProposal, channel: Channel): void {
    const now = channel.now();
    const expiry = channel.expiresAt(proposal.creator);
    if (expiry !== undefined && now > expiry) throw new Error('proposal client identity expired');
    const timestamp = proposal.channelHeader.getTimestamp();
    const proposed = timestamp ? timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1e6 : 0;
    if (Math.abs(now - proposed) > TIME_WINDOW_MS) {
        throw new Error(`request unauthorized due to incorrect timestamp ${rfc3339(proposed)}, peer time ${rfc3339(now)}, `
            + 'peer.authentication.timewindow 15m0s');
    }
}

/** Form, transaction id, creator and signature. Returns the creator. @throws Error */
export function validateProposal(proposal: UnpackedProposal, channel: Channel, log: (line: string) => void): Identity {
    const refuse = (reason: string): Error => new Error(`error validating proposal: ${reason}`);
    const { channelHeader, nonce, creator, txId, channelId } = proposal;
    const type = channelHeader.getType();
    if (type !== common.HeaderType.ENDORSER_TRANSACTION && type !== common.HeaderType.CONFIG) throw refuse(`invalid header type ${type}`);
    if (channelHeader.getEpoch() !== 0) throw refuse('epoch is non-zero');
    if (nonce.length === 0) throw refuse('nonce is empty');
    if (creator.length === 0) throw refuse('creator is empty');
    const expected = computeTxId(nonce, creator);
    if (txId !== expected) throw refuse(`incorrectly computed txid '${txId}' -- expected '${expected}'`);
    if (proposal.signature.length === 0) throw refuse('empty signature bytes');
    let identity: Identity;
    try {
        identity = channel.msps.deserializeIdentity(creator);
    } catch (error) {
        if (!(error instanceof MspError)) throw error;
        log(`access denied: ${error.message}`);
        throw refuse(`access denied: channel [${channelId}] creator org unknown, creator is malformed`);
    }
    try {
        identity.validate();
        channel.msps.verify(identity, proposal.proposalBytes, proposal.signature);
    } catch (error) {
        if (!(error instanceof MspError)) throw error;
        // The reason stays on the peer, as with Fabric: the client learns only that it was refused.
        log(`access denied: ${identity.mspId}: ${error.message}`);
        throw refuse(`access denied: channel [${channelId}] creator org [${identity.mspId}]`);
    }
    return identity;
}

/** Refuses a transaction id that the ledger has, valid or not. @throws Error */
export async function checkDuplicate(proposal: UnpackedProposal, ledger: Ledger): Promise<void> {
    if (await ledger.transaction(proposal.txId)) {
        throw new Error(`duplicate transaction found [${proposal.txId}]. Creator [${Buffer.from(proposal.creator).toString('hex')}]`);
    }
}

function rfc3339(milliseconds: number): string {
    return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
