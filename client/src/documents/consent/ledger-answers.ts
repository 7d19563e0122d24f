// What is read of the answers of a peer that is not believed: it must be there, and of its kind. What a newer ledger adds is passed over.
import { OPENING_STATUSES, openingCodec } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';

/** The path of what is wrong, from the answer on; undefined where nothing is. */
type Check = (value: unknown, path: string) => string | undefined;

const that = (holds: (value: unknown) => boolean): Check => (value, path) => holds(value) ? undefined : path;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const text = that(value => typeof value === 'string');
const whole = that(Number.isSafeInteger);
const wordOrNumber = that(value => typeof value === 'string' || Number.isSafeInteger(value));
const truth = that(value => typeof value === 'boolean');
const object = that(isObject);
const sha256 = that(value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
/** Only real times: what is compared with a clock must not be NaN. */
const instant = that(value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)));
const oneOf = (values: readonly string[]): Check => that(value => typeof value === 'string' && values.includes(value));

const nullable = (check: Check): Check => (value, path) => value === null ? undefined : check(value, path);
const optional = (check: Check): Check => (value, path) => value === undefined ? undefined : check(value, path);

function firstFault(checks: Iterable<readonly [string, Check, unknown]>, path: string): string | undefined {
    for (const [name, check, value] of checks) {
        const fault = check(value, `${path}.${name}`);
        if (fault !== undefined) return fault;
    }
    return undefined;
}

const having = (members: Readonly<Record<string, Check>>): Check => (value, path) =>
    isObject(value) ? firstFault(Object.entries(members).map(([name, check]) => [name, check, value[name]]), path) : path;
const listOf = (check: Check): Check => (value, path) =>
    Array.isArray(value) ? firstFault(value.map((element: unknown, place) => [String(place), check, element]), path) : path;
const mapOf = (check: Check): Check => (value, path) =>
    isObject(value) ? firstFault(Object.entries(value).map(([name, member]) => [name, check, member]), path) : path;

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
    const { request, signature: signed } = value as { readonly request: unknown; readonly signature: unknown };
    try {
        openingCodec.decode(JSON.stringify({ request, signature: signed }));
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
    const field = Object.hasOwn(ANSWERS, fn) ? ANSWERS[fn]?.(answer, fn) : undefined;
    if (field === undefined) return answer;
    throw new CarnetError('RESPONSE_UNREADABLE', `SharedDocument:${fn} did not answer what was expected.`, { details: { call: `SharedDocument:${fn}`, field } });
}
