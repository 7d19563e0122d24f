// What a lying peer makes of an answer: each member changed, left out, doubled or of another kind, one at a time.

type Path = readonly (string | number)[];

/** An answer in which one thing is another. */
export interface Alteration {
    /** As `opening.request.groups[0]: left out`. */
    readonly what: string;
    readonly answer: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const REMOVED = Symbol('removed');

type Change = readonly [what: string, by: unknown];

/** Of each kind something that is not what stands there. */
const OF_ANY_KIND: readonly Change[] = [['left out', REMOVED], ...[null, true, -1, 0.5, 1e21, '', '\u0000', 'constructor', [], [null], {}, { '': {} }]
    .map((by): Change => [`now ${JSON.stringify(by)}`, by])];

/** Another value of the same kind. */
function ofItsKind(value: unknown): readonly Change[] {
    if (typeof value === 'number') return [['one more', value + 1]];
    if (typeof value === 'boolean') return [['the contrary', !value]];
    if (isObject(value)) return [['with a further member', { ...value, further: 1 }]];
    if (Array.isArray(value) && value.length > 0) {
        return [['its first doubled', [value[0], ...value as unknown[]]], ['without its first', value.slice(1)], ['the other way round', value.toReversed()]];
    }
    if (typeof value !== 'string' || value === '') return [];
    const digit = value.search(/[0-9]/);
    const other = `${value.slice(0, digit)}${(Number(value[digit]) + 1) % 10}${value.slice(digit + 1)}`;
    return [...digit < 0 ? [] : [['another digit', other] as const], ['one character more', `${value}0`], ['one character less', value.slice(0, -1)]];
}

/** Each place of a value, the value itself first. */
function* places(value: unknown, path: Path = []): Generator<readonly [Path, unknown], void, undefined> {
    yield [path, value];
    if (Array.isArray(value)) for (const [place, element] of value.entries()) yield* places(element, [...path, place]);
    else if (isObject(value)) for (const [name, member] of Object.entries(value)) yield* places(member, [...path, name]);
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
    if (step === undefined) return by === REMOVED ? undefined : by;
    if (Array.isArray(value)) {
        const changed = [...value as unknown[]];
        if (by === REMOVED && rest.length === 0) changed.splice(Number(step), 1);
        else changed[Number(step)] = replaced(changed[Number(step)], rest, by);
        return changed;
    }
    const { [step]: member, ...others } = value as Record<string, unknown>;
    return by === REMOVED && rest.length === 0 ? others : { ...others, [step]: replaced(member, rest, by) };
}

/** Of an answer at each place another value of its kind, and one of any: which ones, the place says, so that they are the same in each run. */
export function* alterationsOf(answer: unknown): Generator<Alteration, void, undefined> {
    const honest = JSON.stringify(answer);
    for (const [place, [path, value]] of [...places(answer)].entries()) {
        const own = ofItsKind(value);
        for (const change of [own[place % Math.max(1, own.length)], OF_ANY_KIND[place % OF_ANY_KIND.length]]) {
            const altered = change === undefined ? undefined : replaced(answer, path, change[1]);
            if (altered !== undefined && JSON.stringify(altered) !== honest) yield { what: `${path.join('.')}: ${change?.[0]}`, answer: altered };
        }
    }
}
