// A proposal to share the key of a group anew: among whom, why, and signed by those who must agree to it before anybody deals.
import { createHash } from 'node:crypto';
import { canonicalJson, decoders, HOLDERS_MAX, type Person, type PersonSignature } from '@carnet/domain';
import type { NewHolder } from '../sealing/draft.js';
import { personShape, reasonText, signatureShape } from '../signature-shape.js';

/** What is to be done. */
export interface ResharingOrder {
    readonly docId: string;
    readonly group: string;
    /** Shares needed from then on, 2…n. */
    readonly k: number;
    /** n of them, 2…255; the place in the list, from 1, is the number of the new share. */
    readonly holders: readonly NewHolder[];
    /** 1–500 characters, for those who are asked. */
    readonly reason: string;
    /**
     * Number of the version whose shares are dealt anew; left out, those that are in force. An earlier dealing of the same key, where the last one
     * turned out to be bad.
     */
    readonly dealing?: number;
}

/** What is signed: it stands for one version in force, and for none that follows. */
export interface ResharingProposal extends Required<ResharingOrder> {
    readonly v: 1;
    /** The version in force, and its `manifestHash`. */
    readonly version: number;
    readonly manifestHash: string;
    readonly proposer: Person;
    /** Instant of the proposer's clock; the new version bears it too, so that handing it in again is handing in the same. */
    readonly created: string;
}

/** The proposal as it goes round. */
export interface SignedProposal {
    readonly proposal: ResharingProposal;
    /** Of the proposer, and of those who must agree. */
    readonly signatures: readonly PersonSignature[];
}

/** What the signatures of a proposal cover. */
export const PROPOSAL = { label: 'carnet-resharing-1' } as const;

const { identifier, instant, integer, list, object, required, sha256Text } = decoders;

const holder = object({ identity: required(personShape), keyId: required(identifier) });
const number = integer(1, 1_000_000);
/** The strict reading of a proposal, whoever made it. */
export const SIGNED_PROPOSAL: { readonly name: string; readonly decoder: decoders.Decoder<SignedProposal> } = { name: 'proposal', decoder: object({
    proposal: required(object({
        v: required(integer(1, 1) as decoders.Decoder<1>), docId: required(identifier), group: required(identifier), version: required(number),
        manifestHash: required(sha256Text), dealing: required(number), k: required(integer(2, HOLDERS_MAX)),
        holders: required(list(holder, { min: 2, max: HOLDERS_MAX })), reason: required(reasonText), proposer: required(personShape),
        created: required(instant),
    })),
    signatures: required(list(signatureShape, { min: 1, max: 64 })),
}) };

/** SHA-256 of what is signed, lower-case hex: dealings and new shares are for this proposal, and for no other. */
export function proposalHash(proposal: ResharingProposal): string {
    return createHash('sha256').update(canonicalJson([PROPOSAL.label, proposal]), 'utf8').digest('hex');
}
