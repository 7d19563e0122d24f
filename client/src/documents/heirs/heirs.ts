// Who acts for whom in documents since managers replaced a key, as far as it is proved.
import { personId, type Person } from '@carnet/domain';

/** That the first was replaced by the second. */
export interface Succession {
    readonly person: Person;
    readonly heir: Person;
}

export class Heirs {
    readonly #next: ReadonlyMap<string, Person>;

    /** @param proved in any order; of a person who was replaced by a key that was replaced too, both steps */
    constructor(proved: readonly Succession[] = []) {
        this.#next = new Map(proved.map(({ person, heir }) => [personId(person), heir]));
    }

    /** The person himself, and all keys that have taken his place since, one after the other. */
    line(named: Person): readonly Person[] {
        const line = new Map<string, Person>();
        for (let person: Person | undefined = named; person !== undefined && !line.has(personId(person)); person = this.#next.get(personId(person))) {
            line.set(personId(person), person);
        }
        return [...line.values()];
    }

    /** Who acts for this person now; undefined where his own key was not replaced. */
    heirOf(person: Person): Person | undefined {
        return this.line(person).slice(1).at(-1);
    }

    /** Whether this is the person who is named, or acts in his place, or did before his own key was replaced. */
    actsFor(named: Person, person: Person): boolean {
        return this.line(named).some(one => personId(one) === personId(person));
    }
}

/** Nobody was replaced. */
export const NO_HEIRS = new Heirs();
