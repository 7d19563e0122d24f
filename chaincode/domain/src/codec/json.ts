// The strict JSON reader: refuses what JSON.parse lets through (duplicate keys, rounded numbers, lone surrogates, any depth).
import { CarnetFailure } from '../failure/failure';
import type { FailureCode } from '../failure/codes';
import { forbiddenCharacterAt } from './characters';
import { describePath } from './path';
import { exceedsBytes } from './size';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** Without a prototype, so that `__proto__` is a field like any other (and then an unknown one). */
export interface JsonObject { readonly [field: string]: JsonValue }

export interface JsonLimits {
    /** What the value is called in errors: the name of the argument. */
    readonly name: string;
    /** UTF-8 bytes. */
    readonly maxBytes: number;
    /** Objects and arrays inside one another. */
    readonly maxDepth?: number;
}

/** Objects and arrays inside one another, where nothing else is said. */
export const DEFAULT_MAX_DEPTH = 16;
const INTEGER = /-?(?:0|[1-9][0-9]*)/y;
/** What may follow a number; anything else (a point, an exponent, a further digit) makes it another number than was read. */
const AFTER_NUMBER = /[\s,\]}]/;
const PLAIN_CHARACTERS = /[^"\\]*/y;
const WHITESPACE = /[ \t\n\r]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class JsonReader {
    private at = 0;
    private readonly path: (string | number)[] = [];

    constructor(private readonly text: string, private readonly name: string, private readonly maxDepth: number) {}

    readDocument(): JsonValue {
        this.skipWhitespace();
        const value = this.readValue();
        this.skipWhitespace();
        if (this.at !== this.text.length) this.malformed();
        return value;
    }

    private refuse(code: FailureCode, sentence: string): never {
        throw new CarnetFailure(code, sentence, { field: describePath(this.name, this.path) });
    }

    private malformed(): never {
        const before = this.text.slice(0, this.at).split('\n');
        // Files that people write have lines, and editors number them.
        const place = before.length === 1 ? '' : ` of line ${before.length}`;
        throw new CarnetFailure('MALFORMED_JSON', `This is not JSON at character ${(before.at(-1) ?? '').length + 1}${place}.`, {
            field: describePath(this.name, this.path), position: this.at + 1,
        });
    }

    private skipWhitespace(): void {
        WHITESPACE.lastIndex = this.at;
        WHITESPACE.test(this.text);
        this.at = WHITESPACE.lastIndex;
    }

    private readValue(): JsonValue {
        switch (this.text[this.at]) {
        case '{': return this.readObject();
        case '[': return this.readArray();
        case '"': return this.readCheckedString();
        case 't': return this.readWord('true', true);
        case 'f': return this.readWord('false', false);
        case 'n': return this.readWord('null', null);
        default: return this.readInteger();
        }
    }

    private readWord<T>(word: string, value: T): T {
        if (!this.text.startsWith(word, this.at)) this.malformed();
        this.at += word.length;
        return value;
    }

    private readInteger(): number {
        INTEGER.lastIndex = this.at;
        const digits = INTEGER.exec(this.text)?.[0];
        if (digits === undefined) this.malformed();
        const next = this.text[this.at + digits.length];
        if (next !== undefined && !AFTER_NUMBER.test(next)) {
            if (!/[.eE]/.test(next)) this.malformed();
            this.refuse('WRONG_TYPE', 'Write the number as an integer, without fraction or exponent.');
        }
        const value = Number(digits);
        if (!Number.isSafeInteger(value)) this.refuse('OUT_OF_RANGE', 'The number is too large to be exact.');
        if (Object.is(value, -0)) this.refuse('WRONG_TYPE', 'Write zero as 0.');
        this.at += digits.length;
        return value;
    }

    private readCheckedString(): string {
        const value = this.readString();
        if (forbiddenCharacterAt(value) >= 0) {
            this.refuse('FORBIDDEN_CHARACTER', 'The text holds a control character, a lone surrogate or a noncharacter.');
        }
        return value;
    }

    private readString(): string {
        this.at += 1;
        let value = '';
        for (;;) {
            PLAIN_CHARACTERS.lastIndex = this.at;
            PLAIN_CHARACTERS.test(this.text);
            value += this.text.slice(this.at, PLAIN_CHARACTERS.lastIndex);
            this.at = PLAIN_CHARACTERS.lastIndex;
            if (this.text[this.at] === '"') break;
            value += this.readEscape();
        }
        this.at += 1;
        return value;
    }

    private readEscape(): string {
        const letter = this.text[this.at + 1];
        if (this.text[this.at] !== '\\' || letter === undefined) this.malformed();
        if (letter === 'u') {
            const digits = this.text.slice(this.at + 2, this.at + 6);
            if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.malformed();
            this.at += 6;
            return String.fromCharCode(Number.parseInt(digits, 16));
        }
        const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
        if (meant === undefined) this.malformed();
        this.at += 2;
        return meant;
    }

    private enter(): void {
        this.at += 1;
        if (this.path.length >= this.maxDepth) this.refuse('TOO_DEEP', `Nest objects and arrays at most ${this.maxDepth} deep.`);
        this.skipWhitespace();
    }

    /** @returns whether a further element follows. */
    private separator(close: string): boolean {
        this.skipWhitespace();
        const found = this.text[this.at];
        if (found !== ',' && found !== close) this.malformed();
        this.at += 1;
        this.skipWhitespace();
        return found === ',';
    }

    private readArray(): JsonValue[] {
        this.enter();
        const elements: JsonValue[] = [];
        if (this.text[this.at] === ']') {
            this.at += 1;
            return elements;
        }
        do {
            this.path.push(elements.length);
            elements.push(this.readValue());
            this.path.pop();
        } while (this.separator(']'));
        return elements;
    }

    private readObject(): JsonObject {
        this.enter();
        const members = Object.create(null) as Record<string, JsonValue>;
        if (this.text[this.at] === '}') {
            this.at += 1;
            return members;
        }
        do {
            if (this.text[this.at] !== '"') this.malformed();
            const field = this.readString();
            this.path.push(field);
            if (forbiddenCharacterAt(field) >= 0) this.refuse('FORBIDDEN_CHARACTER', 'The name of the field holds a forbidden character.');
            if (Object.hasOwn(members, field)) this.refuse('DUPLICATE_FIELD', 'The field stands twice in this object.');
            this.skipWhitespace();
            if (this.text[this.at] !== ':') this.malformed();
            this.at += 1;
            this.skipWhitespace();
            members[field] = this.readValue();
            this.path.pop();
        } while (this.separator('}'));
        return members;
    }
}

/**
 * Reads JSON in which every number is a plainly written safe integer, every key stands once and every text is clean.
 * The size is checked before anything is read. Paths in errors start with `limits.name`: `entry.odometer.value`, `entries[3].vin`.
 * @throws CarnetFailure TOO_LARGE, MALFORMED_JSON, TOO_DEEP, DUPLICATE_FIELD, FORBIDDEN_CHARACTER, WRONG_TYPE, OUT_OF_RANGE
 */
export function readJson(text: string, limits: JsonLimits): JsonValue {
    if (exceedsBytes(text, limits.maxBytes)) {
        throw new CarnetFailure('TOO_LARGE', `Send at most ${limits.maxBytes} bytes.`, { field: limits.name, limit: limits.maxBytes });
    }
    return new JsonReader(text, limits.name, limits.maxDepth ?? DEFAULT_MAX_DEPTH).readDocument();
}
