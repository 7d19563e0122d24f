// For whom people act since managers replaced keys: of the caller himself what one peer says, since only his own keys open anything; of others what
// organisations have signed.
import { FORMER_KEYS_MAX, isSamePerson, personId, type IdentityState, type Person } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { SignedAnswer } from '../../certificate/format.js';
import type { Roots } from '../../certificate/signers.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { Heirs, NO_HEIRS } from '../heirs/heirs.js';
import { verifyRebinding, type ProvedRebinding } from '../heirs/rebinding-proof.js';
import type { DocumentLedger } from './document-ledger.js';

/** What one peer says; of anybody. */
export function readIdentity(ledger: DocumentLedger, { mspId, publicKeyHash }: Person, options: CallOptions): Promise<IdentityState> {
    return ledger.evaluate('ReadIdentity', [mspId, publicKeyHash], options);
}

/**
 * The caller, and whose keys his own replaces. A peer that makes somebody up gains nothing: a share opens with the caller's encryption key or not at
 * all, and what he signs he signs as himself.
 */
export async function ownPeople(ledger: DocumentLedger, options: CallOptions): Promise<readonly Person[]> {
    const { formers } = await readIdentity(ledger, ledger.person, options);
    return [ledger.person, ...formers];
}

/** Proves who acts for whom, each person once. */
export class HeirProver {
    readonly #proved: ProvedRebinding[] = [];
    readonly #evidence = new Map<string, SignedAnswer>();
    readonly #asked = new Set<string>();

    constructor(private readonly ledger: DocumentLedger, private readonly roots: Roots | undefined, private readonly options: CallOptions) {}

    /** What was proved so far. */
    get proved(): readonly ProvedRebinding[] {
        return this.#proved;
    }

    /** What organisations signed for it, in the order of the people whose keys were replaced, as a bundle carries it. */
    get evidence(): readonly SignedAnswer[] {
        return [...this.#evidence].sort(([a], [b]) => a < b ? -1 : 1).map(([, signed]) => signed);
    }

    /**
     * Follows each of these people from key to key, by answers that organisations have signed.
     * @throws CarnetError ROOTS_NEEDED, SIGNERS_UNAVAILABLE, PROOF_REBINDING_MISMATCH, and as verifyAnswer
     */
    async of(people: readonly Person[]): Promise<Heirs> {
        if (people.length === 0) return this.#proved.length === 0 ? NO_HEIRS : new Heirs(this.#proved);
        const { roots } = this;
        if (roots === undefined) {
            throw new CarnetError('ROOTS_NEEDED', 'Somebody acts here for a person whose key was replaced: give the root certificates of the organisations, which prove it.', {
                details: { people },
            });
        }
        for (const person of people) await this.#follow(person, roots);
        return new Heirs(this.#proved);
    }

    /**
     * Who must have signed what is of the person who is named: he himself; or who signed it, where a peer says that this key replaces his, and
     * organisations have signed that it does.
     * @throws CarnetError as `of`
     */
    async signerFor(named: Person, signer: Person): Promise<Person> {
        if (isSamePerson(named, signer)) return named;
        const { formers } = await readIdentity(this.ledger, signer, this.options);
        const heirs = await this.of(among([named], formers));
        return heirs.actsFor(named, signer) ? signer : named;
    }

    /**
     * Who acts for this person now; undefined where his own key was not replaced. Proved where roots are given; otherwise what one peer says.
     * @throws CarnetError as `of`
     */
    async heirOf(person: Person): Promise<Person | undefined> {
        if (this.roots !== undefined) return (await this.of([person])).heirOf(person);
        return (await readIdentity(this.ledger, person, this.options)).rebinding?.heir;
    }

    async #follow(person: Person, roots: Roots): Promise<void> {
        let next: Person | undefined = person;
        for (let steps = 0; next !== undefined && steps <= FORMER_KEYS_MAX && !this.#asked.has(personId(next)); steps++) {
            this.#asked.add(personId(next));
            const signed = await this.ledger.endorsed('ReadIdentity', [next.mspId, next.publicKeyHash], this.options);
            const proved = await verifyRebinding(signed, next, roots, { ...this.ledger.name, field: 'answer' });
            if (proved !== undefined) {
                this.#proved.push(proved);
                this.#evidence.set(personId(next), signed);
            }
            next = proved?.heir;
        }
    }
}

/** Those of these people for whom somebody claims to act: what is claimed is still to be proved. */
export function among(people: readonly Person[], claimed: readonly Person[]): readonly Person[] {
    return people.filter(person => claimed.some(one => isSamePerson(one, person)));
}
