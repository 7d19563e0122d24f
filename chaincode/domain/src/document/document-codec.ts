// The strict reading of requests about documents, other than manifests and signatures.
import { readPlainJson } from '../codec/plain-json';
import { distinct, identifier, instant, object, oneOf, optional, refuseField, required, sha256Text, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { base64 } from './base64';
import type { AttestationRequest, RebindingRequest, RepairRequest, ShareAcknowledgement, ShareDispute, ShareReference } from './document';
import { GROUPS_MAX } from './manifest-codec';
import { INLINE_MAX_BYTES, INLINE_TOTAL_MAX_BYTES, SECTIONS_MAX } from './manifest';
import { named } from './named';
import {
    DOCUMENT_REQUEST_MAX_BYTES, epochNumber, formatVersion, GROUP_NAME, GROUP_NAME_RULE, groupName, sectionPath, shareIndex, versionNumber,
} from './numbers';
import {
    OPENING_MAX_BYTES, type ApprovalRequest, type BadShareReport, type DenialRequest, type OpenedRequest, type OpeningRequest, type OpeningSubmission,
} from './opening';
import { person } from './person';
import { HOLDERS_MAX } from './release-tree';
import { signatureText } from './signatures';

/** HPKE messages of shares and grants: a key of 32 bytes, a share (of a nested rule, several), a tag. */
export const SEALED_SHARE_MAX_BYTES = 4 * 1024;
/** UTF-8 bytes of the transient value `shares`. */
export const SHARES_MAX_BYTES = 256 * 1024;

const SHARE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\/(?:[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])$/;
const shareNames = (max: number): Parameters<typeof named>[1] => ({ max, pattern: SHARE_NAME, described: 'Name a share by its group and index, as g1/2.' });
/** Shares of all groups of one document. */
const ALL_SHARES = 512;

const sealedShare = base64({ min: 49, max: SEALED_SHARE_MAX_BYTES });

/** The transient value `grant` of `ApproveOpening`: one HPKE message, base64. */
export const decodeSealedShare = sealedShare;
/** The transient value `readerKey` of `ReportBadShare`: an X25519 private key, base64. */
export const decodeReaderKey = base64({ min: 32, max: 32 });
const reason = text({ max: 200 });

const shareShape = { docId: required(identifier), group: required(groupName), epoch: required(epochNumber), index: required(shareIndex) };

/** `SharedDocument:ReadShare(share)` */
export const shareReferenceCodec = requestCodec<ShareReference>('share', object(shareShape), DOCUMENT_REQUEST_MAX_BYTES);

const seenShape = { ...shareShape, manifestHash: required(sha256Text) };

/** `SharedDocument:AcknowledgeShare(acknowledgement)` */
export const acknowledgementCodec = requestCodec<ShareAcknowledgement>('acknowledgement', object({
    ...seenShape, messageHash: required(sha256Text),
}), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:DisputeShare(shareDispute)` */
export const shareDisputeCodec = requestCodec<ShareDispute>('shareDispute', object({
    ...seenShape, messageHash: optional(sha256Text), reason: required(reason),
}), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:RepairShare(repair)` */
export const repairCodec = requestCodec<RepairRequest>('repair', object({ ...shareShape, keyId: required(identifier) }), DOCUMENT_REQUEST_MAX_BYTES);

/** The transient value `shares`: HPKE messages, base64, by `shareName`. */
export const sealedSharesCodec = requestCodec('shares', named(sealedShare, shareNames(ALL_SHARES)), SHARES_MAX_BYTES, readPlainJson);

const byHash = named(base64({ min: 0, max: INLINE_MAX_BYTES }), { max: SECTIONS_MAX, pattern: /^[0-9a-f]{64}$/, described: 'Name a content by its SHA-256.' });

const contents: Decoder<Readonly<Record<string, string>>> = (value, field) => {
    const decoded = byHash(value, field);
    const characters = Object.values(decoded).reduce((sum, one) => sum + one.length, 0);
    if (characters > INLINE_TOTAL_MAX_BYTES / 3 * 4) {
        refuseField('OUT_OF_RANGE', field, `Put at most ${INLINE_TOTAL_MAX_BYTES} bytes on the ledger, the rest into a store.`);
    }
    return decoded;
};

/** The argument `contents` of `CreateDocument`, `AmendDocument` and `RotateGroup`: base64 of what stands `inline`, by its SHA-256. */
export const contentsCodec = requestCodec('contents', contents, 256 * 1024, readPlainJson);

const openingRequest: Decoder<OpeningRequest> = object({
    v: required(formatVersion), requestId: required(identifier), docId: required(identifier),
    version: required(versionNumber), manifestHash: required(sha256Text),
    requester: required(person), groups: required(distinct(groupName, { min: 1, max: GROUPS_MAX })),
    sections: required(distinct(sectionPath, { min: 1, max: SECTIONS_MAX })), purpose: required(text({ max: 500 })),
    readerKeys: required(named(base64({ min: 32, max: 32 }), shareNames(ALL_SHARES))), created: required(instant), expires: required(instant),
});

/** `SharedDocument:RequestOpening(opening)` */
export const openingCodec = requestCodec<OpeningSubmission>('opening', object({
    request: required(openingRequest), signature: required(signatureText),
}), OPENING_MAX_BYTES);

const answerShape = {
    docId: required(identifier), requestId: required(identifier), group: required(groupName), index: required(shareIndex),
    requestHash: required(sha256Text),
};

/** `SharedDocument:ApproveOpening(approval)` */
export const approvalCodec = requestCodec<ApprovalRequest>('approval', object(answerShape), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:DenyOpening(denial)` */
export const denialCodec = requestCodec<DenialRequest>('denial', object({ ...answerShape, reason: required(reason) }), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:ConfirmOpened(opened)` */
export const openedCodec = requestCodec<OpenedRequest>('opened', object({
    docId: required(identifier), requestId: required(identifier),
    used: required(named(distinct(shareIndex, { min: 1, max: HOLDERS_MAX }), { max: GROUPS_MAX, pattern: GROUP_NAME, described: GROUP_NAME_RULE })),
}), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:ReportBadShare(report)` */
export const badShareCodec = requestCodec<BadShareReport>('report', object({
    docId: required(identifier), requestId: required(identifier), group: required(groupName), index: required(shareIndex),
}), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:AttestEvent(attestation)` */
export const attestationCodec = requestCodec<AttestationRequest>('attestation', object({
    docId: required(identifier), event: required(identifier), evidenceHash: optional(sha256Text),
}), DOCUMENT_REQUEST_MAX_BYTES);

/** `SharedDocument:ProposeRebinding(rebinding)`, `RebindIdentity(rebinding)` */
export const rebindingCodec = requestCodec<RebindingRequest>('rebinding', object({
    decisionId: required(identifier), person: required(person), newKeyHash: required(sha256Text), kind: required(oneOf(['lost', 'stolen'])),
}), DOCUMENT_REQUEST_MAX_BYTES);

const DECIMAL = /^[1-9][0-9]{0,6}$/;

/** The arguments `version` and `epoch`, decimal strings from 1. @throws WRONG_TYPE, OUT_OF_RANGE */
export function decodeCount(text: string, field: string): number {
    if (!DECIMAL.test(text)) return refuseField('WRONG_TYPE', field, 'Send a decimal number from 1 without sign or leading zero.');
    return versionNumber(Number(text), field);
}

/** The argument `group`. */
export const decodeGroupName = groupName;

/** The argument `reason` of `SharedDocument:VetoOpening`: 1–200 characters. */
export const decodeVetoReason = reason;
