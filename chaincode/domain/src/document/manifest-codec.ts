// The strict reading of manifests: what each field may be, and that the parts belong together.
import {
    identifier, instant, integer, list, object, oneOf, optional, refuseField, required, sha256Text, text, type Decoder,
} from '../codec/decoder';
import type { JsonObject } from '../codec/json';
import { readPlainJson } from '../codec/plain-json';
import { requestCodec } from '../codec/request';
import { base64 } from './base64';
import {
    CIPHERTEXT_FORMAT, DOCUMENT_TYPES, INLINE_MAX_BYTES, MANIFEST_MAX_BYTES, SECTIONS_MAX, SHARING_SCHEME,
    type KeyGroup, type Manifest, type PublicSection, type SealedSection, type Section, type StoredContent,
} from './manifest';
import { requireWholeManifest } from './manifest-checks';
import { named } from './named';
import { epochNumber, formatVersion, GROUP_NAME, GROUP_NAME_RULE, groupName, sectionPath, shareIndex, versionNumber } from './numbers';
import { person } from './person';
import { documentPolicy } from './document-policy-codec';
import { HOLDERS_MAX, releaseTree } from './release-tree';

export const GROUPS_MAX = 16;
const mediaType = text({ max: 100, pattern: /^[a-z]+\/[a-z0-9.+-]+$/, described: 'Use type/subtype in lower case.' });
const length = integer(0, Number.MAX_SAFE_INTEGER);
/** Nonce, key and tag, and room for another way of wrapping. */
const wrappedKey = base64({ min: 40, max: 256 });

const contentShape = { length: required(length), hash: required(sha256Text), at: required(oneOf(['inline', 'store'])) };

function requireInlineSize<T extends StoredContent>(content: T, field: string): T {
    if (content.at === 'inline' && content.length > INLINE_MAX_BYTES) {
        refuseField('OUT_OF_RANGE', `${field}.length`, `Put more than ${INLINE_MAX_BYTES} bytes into a store.`);
    }
    return content;
}

const publicContent: Decoder<PublicSection['content']> = (value, field) => requireInlineSize(object(contentShape)(value, field), field);
const ciphertext: Decoder<SealedSection['ciphertext']> = (value, field) =>
    requireInlineSize(object({ ...contentShape, format: required(oneOf([CIPHERTEXT_FORMAT])) })(value, field), field);

const nameShape = { path: required(sectionPath), mediaType: required(mediaType), leaf: required(sha256Text) };
const publicSection: Decoder<PublicSection> = object({
    ...nameShape, visibility: required(oneOf(['public'])), salt: required(sha256Text), content: required(publicContent),
});
const sealedSection: Decoder<SealedSection> = object({
    ...nameShape, visibility: required(oneOf(['sealed'])), length: required(length), group: required(groupName),
    ciphertext: required(ciphertext), wrappedKey: required(wrappedKey),
});

const visibility = oneOf(['public', 'sealed']);

const section: Decoder<Section> = (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
    const { visibility: sent } = value as JsonObject;
    if (sent === undefined) return refuseField('MISSING_FIELD', `${field}.visibility`, 'The field is needed.');
    return (visibility(sent, `${field}.visibility`) === 'public' ? publicSection : sealedSection)(value, field);
};

const holder = object({
    index: required(shareIndex), identity: required(person), keyId: required(identifier), shareCommitment: required(sha256Text),
});

const group: Decoder<KeyGroup> = object({
    epoch: required(epochNumber), keyEpoch: required(epochNumber), policyHash: required(sha256Text), scheme: required(oneOf([SHARING_SCHEME])),
    k: required(shareIndex), keyCommitment: required(sha256Text), holders: required(list(holder, { min: 2, max: HOLDERS_MAX })),
    tree: optional(releaseTree),
});

const groups = named(group, { max: GROUPS_MAX, pattern: GROUP_NAME, described: GROUP_NAME_RULE });
const orNull = <T>(decoder: Decoder<T>): Decoder<T | null> => (value, field) => value === null ? null : decoder(value, field);

const manifestFields: Decoder<Manifest> = object({
    v: required(formatVersion), docId: required(identifier), version: required(versionNumber), previous: required(orNull(sha256Text)),
    type: required(oneOf(DOCUMENT_TYPES)), title: required(orNull(text({ max: 200 }))), author: required(person), created: required(instant),
    sections: required(list(section, { min: 1, max: SECTIONS_MAX })), groups: required(groups), policy: required(documentPolicy),
    root: required(sha256Text),
});

/** Reads one manifest as it stands in a larger value. */
export const manifest: Decoder<Manifest> = (value, field) => {
    const decoded = manifestFields(value, field);
    requireWholeManifest(decoded, field);
    return decoded;
};

/**
 * The argument `manifest` of `SharedDocument:CreateDocument`, `AmendDocument`, `RotateGroup` and `ReshareGroup`, and the file that is signed.
 * @throws CarnetFailure what a field is refused for, and as requireWholeManifest
 */
export const manifestCodec = requestCodec<Manifest>('manifest', manifest, MANIFEST_MAX_BYTES, readPlainJson);
