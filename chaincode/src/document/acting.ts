// For whom the caller acts in documents: for his own key, and for keys that managers have replaced by it.
import { CarnetFailure, isSamePerson, personId, shareName, type Holder, type KeyGroup, type Person, type ShareReference } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import { requireActiveOrganisation } from '../membership/authorisation';

/** Of a person, where something is to be said of him: who may replace his key, which keys his own replaces, and by which it was replaced. */
export interface IdentityRecord {
    readonly roster: string | null;
    /** Of a re-binding, from its proposal. */
    readonly delaySeconds: number;
    readonly formers: readonly Person[];
    readonly supersededBy: Person | null;
    /** Decision of the managers by which it was replaced. */
    readonly reboundBy: string | null;
}

/** Of a person of whom nothing is said yet: it stands once he has a key, or has signed, attested or agreed, so that a key that is in use is known. */
export const NEW_IDENTITY: IdentityRecord = { roster: null, delaySeconds: 0, formers: [], supersededBy: null, reboundBy: null };

/** By person. */
export function identities(context: LedgerContext): StateCollection<IdentityRecord> {
    return context.state.collection('identity');
}

export interface Acting {
    /** The caller himself. */
    readonly own: Person;
    /** For whom he acts: himself first, and whose keys his own replaces. */
    readonly people: readonly Person[];
    /** Whether something stands of the caller's key already. */
    readonly isNoted: boolean;
    /** Whether a manifest means the caller where it names this person. */
    is(person: Person): boolean;
}

/** Whom the caller's key stands for, also where it was replaced itself or his organisation is suspended: one read. */
export async function readCaller(context: LedgerContext): Promise<Acting & { readonly supersededBy: Person | null }> {
    const { mspId, publicKeyHash } = context.caller;
    const own = { mspId, publicKeyHash };
    const known = await identities(context).read(personId(own));
    const { formers, supersededBy } = known ?? NEW_IDENTITY;
    const people = [own, ...formers];
    return { own, people, supersededBy, isNoted: known !== undefined, is: person => people.some(one => isSamePerson(person, one)) };
}

/**
 * The caller, of an organisation that is not suspended, with a key that was not replaced: two reads.
 * @throws CarnetFailure IDENTITY_SUPERSEDED, and those of requireActiveOrganisation
 */
export async function requireActing(context: LedgerContext): Promise<Acting> {
    await requireActiveOrganisation(context);
    const { supersededBy, ...acting } = await readCaller(context);
    if (supersededBy === null) return acting;
    throw new CarnetFailure('IDENTITY_SUPERSEDED', 'Managers have bound your documents to another key.', { ...supersededBy });
}

/** Notes that the caller's key has been counted for somebody: it takes nobody else's place any more, or both would count as two. */
export async function noteUse(context: LedgerContext, { own, isNoted }: Acting): Promise<void> {
    if (!isNoted) await identities(context).write(NEW_IDENTITY, personId(own));
}

/** @param what is allowed to them, for the reader of the error @throws CarnetFailure NOT_A_PARTY */
export function requireOneOfThem(acting: Acting, people: readonly Person[], docId: string, what: string): void {
    if (people.some(person => acting.is(person))) return;
    throw new CarnetFailure('NOT_A_PARTY', `The document does not name you among those who ${what}.`, { docId });
}

/** The caller as the holder of this share. @throws CarnetFailure NOT_A_HOLDER */
export function requireHolder(acting: Acting, { holders }: KeyGroup, { group, index }: Pick<ShareReference, 'group' | 'index'>): Holder {
    const holder = holders[index - 1];
    if (holder !== undefined && acting.is(holder.identity)) return holder;
    throw new CarnetFailure('NOT_A_HOLDER', 'This share is not yours.', { share: shareName(group, index) });
}

/** A signature by the caller inside content. @throws CarnetFailure SIGNATURE_INVALID */
export function requireSignature(context: LedgerContext, text: string, signature: string, field: string): void {
    if (context.caller.signed(text, Buffer.from(signature, 'base64'))) return;
    throw new CarnetFailure('SIGNATURE_INVALID', 'The signature is not by your P-256 key over the text that it stands for.', { field });
}
