// What is read of the answers about documents of a peer that is not believed.
import { OPENING_STATUSES, openingCodec, type OpeningSubmission } from '@carnet/domain';
import {
    having, instant, listOf, mapOf, nullable, object, oneOf, optional, readable, sha256, text, truth, whole, wordOrNumber, type Check,
} from '../../call/answer-checks.js';

const named = { mspId: text, publicKeyHash: sha256 };
const person = having(named);
const signature = { signer: person, certificate: text, signature: text };
const receipt = { docId: text, version: whole, manifestHash: sha256, recordedAt: instant, transactionId: text };
const share = { group: text, index: whole };

const rebinding = having({
    heir: person, decision: having({ decisionId: text }), votes: listOf(having({ ...named, approves: truth, at: instant })),
});

/** A request is what the ledger takes, whole: holders are shown it, and its times are compared with the clock. */
const requested: Check = (value, path) => {
    const { request, signature: signed } = value as OpeningSubmission;
    try {
        openingCodec.check({ request, signature: signed });
        return undefined;
    } catch {
        return `${path}.request`;
    }
};

const opening: Check = (value, path) =>
    having({ request: object, signature: text, certificate: text, requestedAt: instant, earliest: instant })(value, path) ?? requested(value, path);

const pendingItem: Check = having({
    kind: oneOf(['SHARE', 'SIGNATURE', 'OPENING', 'REBINDING']), docId: optional(text), decisionId: optional(text), version: optional(whole), group: optional(text), index: optional(whole),
    requestId: optional(text), expires: optional(instant),
});

const statement: Check = having({
    ...share, epoch: whole, holder: person, status: oneOf(['ACKNOWLEDGED', 'DISPUTED']), at: instant, reason: optional(text), keyId: optional(text),
});

const ANSWERS: Readonly<Record<string, Check>> = {
    ReadEncryptionKey: having({
        keyId: text, algorithm: text, publicKey: text, signature: text, owner: person, certificate: text,
        registeredAt: instant, revokedAt: nullable(instant),
    }),
    ReadDocument: having({ docId: text, current: nullable(having(receipt)), draft: nullable(having(receipt)) }),
    ReadVersion: having({
        ...receipt, manifest: object, status: text, signatures: listOf(having({ ...signature, at: instant, onBehalfOf: optional(person) })),
        statements: listOf(statement), missing: having({ parties: listOf(person), amending: whole, shares: listOf(text) }),
    }),
    ReadOpening: having({
        opening, status: oneOf(OPENING_STATUSES), grants: mapOf(text),
        answers: listOf(having({ ...share, holder: person, approves: truth, at: instant, grantHash: optional(sha256), reason: optional(text) })),
        events: listOf(having({ event: text, attested: whole, needed: whole })),
        badShares: listOf(having({ ...share, holder: person, fault: text, at: instant })),
        veto: nullable(having({ by: person, at: instant, reason: text })), receipt: nullable(having({ used: mapOf(listOf(whole)), at: instant })),
    }),
    ReadIdentity: having({ ...named, roster: nullable(text), formers: listOf(person), rebinding: nullable(rebinding) }),
    ReadShare: having({ ...share, epoch: whole, keyId: text, message: text }),
    ReadCiphertext: having({ content: text }),
    VerifyOriginal: having({
        docId: text, version: whole, manifestHash: sha256, status: oneOf(['DRAFT', 'CURRENT', 'SUPERSEDED']), path: text,
        proof: having({ leaf: sha256, place: whole, size: whole, path: listOf(sha256), root: sha256 }),
    }),
    ReadAudit: having({ rows: listOf(having({ at: text, action: text, by: person, details: mapOf(wordOrNumber) })), bookmark: text }),
    ListPending: having({ items: listOf(pendingItem), bookmark: text }),
};

/** The answer of a reading function. @throws CarnetError RESPONSE_UNREADABLE with the `field` */
export function checkedAnswer(fn: string, answer: unknown): unknown {
    return readable(answer, Object.hasOwn(ANSWERS, fn) ? ANSWERS[fn] : undefined, 'SharedDocument', fn);
}
