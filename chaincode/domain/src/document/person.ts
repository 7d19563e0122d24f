// A person in a document: a key of an organisation, which no CA of a company can give to somebody else.
import { identifier, object, required, sha256Text, type Decoder } from '../codec/decoder';
import { voterId } from '../decisions/electorate';

export interface Person {
    readonly mspId: string;
    /** SHA-256 of the certificate's SubjectPublicKeyInfo (DER), lower-case hex, as `Membership:WhoAmI` answers it. */
    readonly publicKeyHash: string;
}

/** What keys of the ledger name a person by: SHA-256 of the canonical JSON `[mspId, publicKeyHash]`, lower-case hex. */
export function personId({ mspId, publicKeyHash }: Person): string {
    return voterId(mspId, publicKeyHash);
}

export function isSamePerson(a: Person, b: Person): boolean {
    return a.mspId === b.mspId && a.publicKeyHash === b.publicKeyHash;
}

export const person: Decoder<Person> = object({ mspId: required(identifier), publicKeyHash: required(sha256Text) });
