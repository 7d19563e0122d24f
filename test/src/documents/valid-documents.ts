// One valid request of every kind about documents, with every field in use: what tests send as it is, or spoil in one place.
import {
    documentPolicyHash, sectionLeaf, treeRoot,
    type ApprovalRequest, type AttestationRequest, type BadShareReport, type DocumentPolicy, type EncryptionKeyRequest, type Manifest,
    type OpenedRequest, type OpeningSubmission, type RebindingRequest, type ShareAcknowledgement, type ShareDispute, type ShareReference,
    type SigningRequest,
} from '@carnet/domain';
import { ROSTER } from '../chaincode/valid-requests.js';

/** SHA-256 of 'one', 'two' and 'three'; of people, keys of nobody. */
const [{ publicKeyHash: one }, { publicKeyHash: two }, { publicKeyHash: three }] = ROSTER.members;
const SELLER = { mspId: 'Org1MSP', publicKeyHash: one } as const;
const BUYER = { mspId: 'Org2MSP', publicKeyHash: two } as const;
const NOTARY = { mspId: 'Org2MSP', publicKeyHash: three } as const;
/** The form of a signature, by nobody. */
const SIGNATURE = Buffer.alloc(70, 1).toString('base64');

const POLICY = {
    parties: [SELLER, BUYER], requesters: [{ mspId: 'Org2MSP', publicKeyHash: three }], amend: { k: 2, of: [SELLER, BUYER] },
    release: { events: [{ event: 'handover', k: 1, attesters: [NOTARY] }], delaySeconds: 86_400, veto: [SELLER] },
} as const satisfies DocumentPolicy;

const SUBJECT = { docId: 'sale-of-a-car', path: '/subject', mediaType: 'text/plain', contentHash: one, salt: two } as const;
const SUBJECT_LEAF = sectionLeaf(SUBJECT);

/** A second version. */
export const MANIFEST = {
    v: 1, docId: 'sale-of-a-car', version: 2, previous: one, type: 'contract', title: 'Sale of a car', author: SELLER, created: '2026-03-04T12:00:00.000Z',
    sections: [
        {
            path: '/subject', mediaType: 'text/plain', visibility: 'public', salt: two, leaf: SUBJECT_LEAF,
            content: { length: 13, hash: one, at: 'inline' },
        },
        {
            path: '/price', mediaType: 'application/json', visibility: 'sealed', length: 4, leaf: three, group: 'g1',
            ciphertext: { length: 96, hash: two, at: 'store', format: 'c2sp-chunked-aes-256-gcm' }, wrappedKey: Buffer.alloc(60, 1).toString('base64'),
        },
    ],
    groups: {
        g1: {
            epoch: 2, keyEpoch: 2, policyHash: documentPolicyHash(POLICY), scheme: 'shamir-gf256', k: 2, keyCommitment: one,
            holders: [
                { index: 1, identity: SELLER, keyId: 'k1', shareCommitment: one },
                { index: 2, identity: BUYER, keyId: 'k1', shareCommitment: two },
                { index: 3, identity: NOTARY, keyId: 'k1', shareCommitment: three },
            ],
        },
    },
    policy: POLICY, root: treeRoot([SUBJECT_LEAF, three]),
} as const satisfies Manifest;

export const KEY = {
    keyId: 'k1', algorithm: 'X25519', publicKey: Buffer.alloc(32, 9).toString('base64'), signature: SIGNATURE, roster: 'managers', rebindingDelaySeconds: 259_200,
} as const satisfies EncryptionKeyRequest;

export const SHARE = { docId: 'sale-of-a-car', group: 'g1', epoch: 2, index: 3 } as const satisfies ShareReference;

export const ACKNOWLEDGEMENT = { ...SHARE, manifestHash: one, messageHash: two } as const satisfies ShareAcknowledgement;

export const SHARE_DISPUTE = { ...ACKNOWLEDGEMENT, reason: 'another share' } as const satisfies ShareDispute;

export const SIGNING = { docId: 'sale-of-a-car', version: 2, manifestHash: one, signature: SIGNATURE } as const satisfies SigningRequest;

export const OPENING = {
    request: {
        v: 1, requestId: 'audit-1', docId: 'sale-of-a-car', version: 2, manifestHash: one, requester: NOTARY, groups: ['g1'], sections: ['/price'],
        purpose: 'tax audit of 2026', readerKeys: {}, created: '2026-03-05T12:00:00.000Z', expires: '2026-04-05T12:00:00.000Z',
    },
    signature: SIGNATURE,
} as const satisfies OpeningSubmission;

export const APPROVAL = { docId: 'sale-of-a-car', requestId: 'audit-1', group: 'g1', index: 3, requestHash: one } as const satisfies ApprovalRequest;

export const OPENED = { docId: 'sale-of-a-car', requestId: 'audit-1', used: { g1: [1, 3] } } as const satisfies OpenedRequest;

export const BAD_SHARE = { docId: 'sale-of-a-car', requestId: 'audit-1', group: 'g1', index: 2 } as const satisfies BadShareReport;

export const ATTESTATION = { docId: 'sale-of-a-car', event: 'handover', evidenceHash: one } as const satisfies AttestationRequest;

export const REBINDING = { decisionId: 'rebind-1', person: SELLER, newKeyHash: two, kind: 'lost' } as const satisfies RebindingRequest;
