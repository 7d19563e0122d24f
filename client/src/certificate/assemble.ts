// Puts a certificate together from a transaction that organisations endorsed and the entries of the book.
import {
    byCodeUnits, ENTRY_GROUPS, groupsOf, leafHash, NO_HASH, saltOf, skeletonHash, type EntrySkeleton, type RecordedEntry,
} from '@carnet/domain';
import { common, msp, peer } from '@hyperledger/fabric-protos';
import { toBase64 } from './base64.js';
import {
    CERTIFICATE_FORMAT, CERTIFICATE_VERSION, countWithheld, type Certificate, type CertificateEntry, type SignedAnswer,
} from './format.js';
import { hashOfText } from './text-hash.js';

/** @returns undefined where the entries are no chain */
export function headOf(entries: readonly EntrySkeleton[]): string | undefined {
    let head: string = NO_HASH;
    for (const [index, entry] of entries.entries()) {
        if (entry.sequence !== index + 1 || entry.previousHash !== head) return undefined;
        head = skeletonHash(entry, hashOfText);
    }
    return head;
}

/** An entry with all its groups shown. */
export function disclose(entry: RecordedEntry): CertificateEntry {
    const groups = groupsOf(entry);
    const shown = ENTRY_GROUPS.map(group => ({ group, salt: saltOf(entry, group, hashOfText), fields: groups[group] }));
    return {
        sequence: entry.sequence, previousHash: entry.previousHash,
        leaves: shown.map(({ group, salt, fields }) => leafHash(salt, group, fields, hashOfText)),
        groups: Object.fromEntries(shown.map(({ group, salt, fields }) => [group, { salt, fields }])),
    };
}

/** The signed parts of a transaction, the endorsements in the order of the MSP ids. @param envelope common.Envelope with the endorsements */
export function signedAnswer(envelope: Uint8Array): SignedAnswer {
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
    const endorsements = (actionPayload.getAction()?.getEndorsementsList() ?? []).map(endorsement => ({
        mspId: mspIdOf(endorsement.getEndorser_asU8()),
        endorser: toBase64(endorsement.getEndorser_asU8()), signature: toBase64(endorsement.getSignature_asU8()),
    }));
    const header = payload.getHeader();
    return {
        channelHeader: toBase64(header?.getChannelHeader_asU8() ?? new Uint8Array()),
        signatureHeader: toBase64(header?.getSignatureHeader_asU8() ?? new Uint8Array()),
        proposalPayload: toBase64(actionPayload.getChaincodeProposalPayload_asU8()),
        responsePayload: toBase64(actionPayload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array()),
        endorsements: endorsements.sort((a, b) => byCodeUnits(a.mspId, b.mspId)).map(({ endorser, signature }) => ({ endorser, signature })),
    };
}

function mspIdOf(endorser: Uint8Array): string {
    return msp.SerializedIdentity.deserializeBinary(endorser).getMspid();
}

/**
 * @param envelope common.Envelope with the endorsements
 * @param entries all of the book up to the head that was endorsed, oldest first
 */
export function assembleCertificate(envelope: Uint8Array, entries: readonly CertificateEntry[]): Certificate {
    return { format: CERTIFICATE_FORMAT, v: CERTIFICATE_VERSION, signed: signedAnswer(envelope), entries, withheld: countWithheld(entries) };
}
