// The proof that managers bound a person's documents to another key: the ledger's answer about him with their votes, signed by organisations.
import {
    canonicalHash, decoders, FORMER_KEYS_MAX, isSamePerson, personDecoder, personId, type Person, type Vote,
} from '@carnet/domain';
import type { SignedAnswer } from '../../certificate/format.js';
import type { Roots, Signer } from '../../certificate/signers.js';
import { requirePast, verifyAnswer } from '../../certificate/verified-answer.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { known, nullable, readShown } from '../shown-answer.js';
import type { Succession } from './heirs.js';

/** Where the answer must have been given. */
export interface LedgerName {
    /** Default `mychannel`. */
    readonly channel?: string;
    /** Default `carnet`. */
    readonly chaincode?: string;
}

export interface ProvedRebinding extends Succession {
    /** By the managers, for exactly this. */
    readonly votes: readonly Vote[];
    /** Organisations whose peers signed that the ledger has it so: at least two. */
    readonly signers: readonly Signer[];
}

/** Managers who must have agreed, and organisations that they must be of, whatever the roster asks beside that. */
const QUORUM = 2;

const { required, list, text, identifier, sha256Text, instant, flag } = decoders;

const vote = known({ mspId: required(identifier), publicKeyHash: required(sha256Text), approves: required(flag), at: required(instant) });

const decision = known({
    kind: required(text({ max: 64 })), subject: required(text({ max: 200 })), contentHash: required(sha256Text), status: required(text({ max: 64 })),
});

interface ShownRebinding {
    readonly heir: Person;
    readonly decision: { readonly kind: string; readonly subject: string; readonly contentHash: string; readonly status: string };
    readonly content: { readonly rebind: Person; readonly newKeyHash: string };
    readonly votes: readonly Vote[];
}

/** What `ReadIdentity` answers, as far as it is relied on. */
interface ShownIdentity extends Person {
    readonly formers: readonly Person[];
    readonly rebinding: ShownRebinding | null;
}

const rebinding: decoders.Decoder<ShownRebinding> = known({
    heir: required(personDecoder), decision: required(decision), votes: required(list(vote, { max: 100 })),
    content: required(known({ rebind: required(personDecoder), newKeyHash: required(sha256Text) })),
});

const identity: decoders.Decoder<ShownIdentity> = known({
    mspId: required(identifier), publicKeyHash: required(sha256Text), formers: required(list(personDecoder, { max: FORMER_KEYS_MAX })),
    rebinding: required(nullable(rebinding)),
});

function refuse(sentence: string, person: Person): never {
    throw new CarnetError('PROOF_REBINDING_MISMATCH', sentence, { details: { mspId: person.mspId, publicKeyHash: person.publicKeyHash } });
}

/** That the decision was about exactly this, and carried out. */
function requireDecided(person: Person, { heir, decision: { kind, subject, contentHash, status }, content }: ShownRebinding): void {
    const about = kind === 'DOCUMENT' && subject === personId(person) && contentHash === canonicalHash(content);
    const same = isSamePerson(content.rebind, person) && content.newKeyHash === heir.publicKeyHash && heir.mspId === person.mspId;
    if (!about || !same) refuse('What the managers decided is not that this key is replaced by that one.', person);
    if (status !== 'EXECUTED') refuse(`What the managers were asked was never carried out: it is ${status}.`, person);
}

/** That managers of two organisations agreed, neither of them with the old key or the new one. */
function requireQuorum(person: Person, { heir, votes }: ShownRebinding): void {
    const own = new Set([person.publicKeyHash, heir.publicKeyHash]);
    const approving = votes.filter(({ approves, publicKeyHash }) => approves && !own.has(publicKeyHash));
    const [keys, organisations] = [new Set(approving.map(({ publicKeyHash }) => publicKeyHash)), new Set(approving.map(({ mspId }) => mspId))];
    if (keys.size >= QUORUM && organisations.size >= QUORUM) return;
    refuse(`${keys.size} managers of ${organisations.size} organisations agreed: it takes ${QUORUM} of ${QUORUM} at least.`, person);
}

/**
 * @param roots from a source other than whoever shows the answer
 * @param at the reader's present time, milliseconds since 1970; default: the clock
 * @returns undefined where the ledger says that the person acts himself
 * @throws CarnetError PROOF_REBINDING_MISMATCH, PROOF_REPORT_UNREADABLE, PROOF_FROM_THE_FUTURE, and as verifyAnswer
 */
export async function verifyRebinding(
    signed: SignedAnswer, person: Person | undefined, roots: Roots,
    { field, at = Date.now(), ...ledger }: LedgerName & { readonly field: string; readonly at?: number },
): Promise<ProvedRebinding | undefined> {
    const { question, answer, signers } = await verifyAnswer(signed, roots, { ...ledger, fn: 'SharedDocument:ReadIdentity', arguments: 2, field });
    const { mspId, publicKeyHash, rebinding: how } = readShown(answer.payload, identity, 'identity');
    const shown = { mspId, publicKeyHash };
    const [, askedMspId, askedKey] = question.args;
    if (askedMspId !== mspId || askedKey !== publicKeyHash || (person !== undefined && !isSamePerson(person, shown))) {
        refuse('The answer is about another person than was asked for.', person ?? shown);
    }
    requirePast(question.time, at);
    if (how === null) return undefined;
    requireDecided(shown, how);
    requireQuorum(shown, how);
    return { person: shown, heir: how.heir, votes: how.votes, signers };
}
