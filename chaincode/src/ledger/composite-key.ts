// Composite keys in Fabric's form, built so that two different lists of attributes can never give one key.
const SEPARATOR = '\u0000';
/** Fabric ends a range of composite keys with it. */
const RANGE_END = '\u{10FFFF}';
/** What nearly every part is: one look instead of three, as keys are made more often than anything else. */
const PRINTABLE_ASCII = /^[ -~]+$/;

/**
 * `U+0000 type U+0000 attribute U+0000 …`, as createCompositeKey writes it.
 * @throws Error for an empty part or one with U+0000, U+10FFFF or a lone surrogate: decoders let none through, so that is a fault of the program
 */
export function compositeKey(objectType: string, attributes: readonly string[]): string {
    const parts = [objectType, ...attributes];
    for (const part of parts) {
        if (PRINTABLE_ASCII.test(part)) continue;
        if (part === '') throw new Error('A part of a composite key must not be empty.');
        if (part.includes(SEPARATOR) || part.includes(RANGE_END)) throw new Error('A part of a composite key must not hold U+0000 or U+10FFFF.');
        if (/\p{Surrogate}/u.test(part)) throw new Error('A part of a composite key must not hold a lone surrogate.');
    }
    return `${SEPARATOR}${parts.join(SEPARATOR)}${SEPARATOR}`;
}

/** The attributes of a composite key, without its type: the inverse of `compositeKey`. */
export function attributesOf(key: string): string[] {
    return key.slice(1, -1).split(SEPARATOR).slice(1);
}
