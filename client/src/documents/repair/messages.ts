// What is sent to repair a lost share: the request of its owner, what helpers give each other, and what each of them gives the owner.
import { createHash } from 'node:crypto';
import { canonicalJson, decoders, HOLDERS_MAX, type Person, type PersonSignature, type SealingContext } from '@carnet/domain';
import type { RepairStatement } from '../../secrets/repair.js';
import { base64Text, personShape, reasonText, signatureFields } from '../signature-shape.js';
import { messageHash, type MessageKind } from '../signed-message.js';

/** A holder who helps, and the encryption key to which he is written. */
export interface RepairHelper {
    readonly index: number;
    readonly keyId: string;
}

interface Request {
    readonly v: 1;
    readonly docId: string;
    readonly group: string;
    /** Of the shares that are in force. */
    readonly epoch: number;
    /** The version in force, and its `manifestHash`. */
    readonly version: number;
    readonly manifestHash: string;
    /** Number of the lost share. */
    readonly lost: number;
    readonly owner: Person;
    /** Of the owner's key to which he wants the share: a new one, where the old one is lost. */
    readonly keyId: string;
    /** k of them, in order. */
    readonly helpers: readonly RepairHelper[];
    /** 1–500 characters, for those who are asked. */
    readonly reason: string;
    readonly created: string;
}

/** Of the owner of the share. */
export type RepairOrderMessage = Request & PersonSignature;

interface Contribution {
    /** `messageHash` of the request. */
    readonly requestHash: string;
    readonly statement: RepairStatement;
    /** HPKE messages, base64: for each helper, in order, his part. */
    readonly parts: readonly string[];
}

/** Of a helper, for all helpers. */
export type RepairContributionMessage = Contribution & PersonSignature;

interface Sum {
    readonly requestHash: string;
    /** `contributionsHash` of what was added up: all helpers must take the same. */
    readonly contributionsHash: string;
    readonly from: number;
    /** HPKE message for the owner, base64. */
    readonly sum: string;
}

/** Of a helper, for the owner. */
export type RepairSumMessage = Sum & PersonSignature;

const { identifier, instant, integer, list, object, required, sha256Text } = decoders;
const number = integer(1, 1_000_000);
const share = integer(1, HOLDERS_MAX);
const shares = list(share, { min: 2, max: HOLDERS_MAX });
const sealed = base64Text(1_024);

export const REPAIR_REQUEST: MessageKind<Request> = {
    label: 'carnet-repair-1', name: 'repair',
    decoder: object({
        ...signatureFields, v: required(integer(1, 1) as decoders.Decoder<1>), docId: required(identifier), group: required(identifier),
        epoch: required(number), version: required(number), manifestHash: required(sha256Text), lost: required(share), owner: required(personShape),
        keyId: required(identifier),
        helpers: required(list(object({ index: required(share), keyId: required(identifier) }), { min: 2, max: HOLDERS_MAX })),
        reason: required(reasonText), created: required(instant),
    }),
};

export const REPAIR_CONTRIBUTION: MessageKind<Contribution> = {
    label: 'carnet-repair-contribution-1', name: 'contribution',
    decoder: object({
        ...signatureFields, requestHash: required(sha256Text), parts: required(list(sealed, { min: 2, max: HOLDERS_MAX })),
        statement: required(object({
            from: required(share), quorum: required(shares), lost: required(share),
            commitments: required(list(sha256Text, { min: 2, max: HOLDERS_MAX })),
        })),
    }),
};

export const REPAIR_SUM: MessageKind<Sum> = {
    label: 'carnet-repair-sum-1', name: 'sum',
    decoder: object({
        ...signatureFields, requestHash: required(sha256Text), contributionsHash: required(sha256Text), from: required(share), sum: required(sealed),
    }),
};

/** Names a set of contributions, whatever the order in which they are given. */
export function contributionsHash(contributions: readonly RepairContributionMessage[]): string {
    const named = contributions.map(one => [one.statement.from, messageHash(REPAIR_CONTRIBUTION, one)] as const).sort(([a], [b]) => a - b);
    return createHash('sha256').update(canonicalJson(['carnet-repair-contributions-1', named]), 'utf8').digest('hex');
}

/** What a part, or a sum (`to` is then the owner), is bound to. @param keyId of the recipient's key */
export function repairContext(
    what: 'part' | 'sum', { docId, group, epoch }: Pick<Request, 'docId' | 'group' | 'epoch'>,
    { requestHash, from, to, keyId }: { readonly requestHash: string; readonly from: number; readonly to: number; readonly keyId: string },
): SealingContext {
    return { info: canonicalJson([`carnet-repair-${what}-1`, docId, group, epoch, from, to]), aad: canonicalJson([requestHash, keyId]) };
}
