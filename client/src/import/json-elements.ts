// Cuts a JSON file into its elements as it is read: the objects of a list, or objects one after the other (as JSON lines are).
import { CarnetError } from '../errors/carnet-error.js';

/** UTF-8 bytes of one element; what is longer is passed over without being kept. */
export const ELEMENT_MAX = 4 * 1024 * 1024;

export interface JsonElement {
    /** Place in the file, from 0. */
    readonly index: number;
    /** Its bytes; empty where it is too large. */
    readonly bytes: Uint8Array;
    readonly tooLarge: boolean;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const MARK = [0xef, 0xbb, 0xbf];

/**
 * Knows only where strings, objects and lists begin and end; whether an element is JSON its reader says. The bytes of UTF-8 characters beyond
 * ASCII are none of these signs.
 */
class ElementCutter {
    #place: 'start' | 'between' | 'element' | 'end' = 'start';
    #isList = false;
    #needsComma = false;
    #depth = 0;
    #inString = false;
    #escaped = false;
    #at = 0;
    #index = 0;
    #kept: Uint8Array[] = [];
    #size = 0;

    /** @throws CarnetError IMPORT_JSON_INVALID with the place of the byte in the file */
    *cut(piece: Uint8Array): Generator<JsonElement, void, undefined> {
        let from = 0;
        for (let at = 0; at < piece.length; at++) {
            const byte = piece[at] ?? 0;
            if (this.#place !== 'element') {
                if (!this.#outside(byte, this.#at + at)) continue;
                from = at;
            }
            if (!this.#inside(byte)) continue;
            this.#keep(piece.subarray(from, at + 1));
            yield this.#element();
        }
        if (this.#place === 'element') this.#keep(piece.subarray(from));
        this.#at += piece.length;
    }

    /** @throws CarnetError IMPORT_JSON_INVALID, IMPORT_FILE_EMPTY */
    end(): void {
        if (this.#at === 0 || (this.#place === 'start' && !this.#isList)) throw new CarnetError('IMPORT_FILE_EMPTY', 'The file is empty.');
        if (this.#place === 'element' || (this.#isList && this.#place !== 'end')) this.#refuse(this.#at, 'the file ends before its last element does');
    }

    #refuse(at: number, reason: string): never {
        throw new CarnetError('IMPORT_JSON_INVALID', `At byte ${at + 1} ${reason}.`, { details: { byte: at + 1 } });
    }

    /** Between elements. Answers whether one begins. */
    #outside(byte: number, at: number): boolean {
        if (WHITESPACE.has(byte) || (this.#place === 'start' && at < 3 && MARK[at] === byte)) return false;
        if (this.#place === 'start' && byte === OPEN_LIST && !this.#isList) {
            this.#isList = true;
        } else if (byte === OPEN_OBJECT && this.#place !== 'end' && !(this.#isList && this.#needsComma)) {
            this.#place = 'element';
            return true;
        } else if (this.#isList && byte === COMMA && this.#needsComma && this.#place !== 'end') {
            this.#needsComma = false;
        } else if (this.#isList && byte === CLOSE_LIST && this.#place !== 'end' && (this.#needsComma || this.#index === 0)) {
            this.#place = 'end';
        } else {
            this.#refuse(at, 'a JSON object was expected');
        }
        return false;
    }

    /** Within an element. Answers whether it ends. */
    #inside(byte: number): boolean {
        if (this.#inString) {
            if (this.#escaped) this.#escaped = false;
            else if (byte === BACKSLASH) this.#escaped = true;
            else if (byte === QUOTE) this.#inString = false;
            return false;
        }
        if (byte === QUOTE) this.#inString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) return --this.#depth === 0;
        return false;
    }

    #keep(bytes: Uint8Array): void {
        this.#size += bytes.length;
        if (this.#size > ELEMENT_MAX) this.#kept = [];
        else this.#kept.push(Uint8Array.from(bytes));
    }

    #element(): JsonElement {
        const element = { index: this.#index++, bytes: Buffer.concat(this.#kept), tooLarge: this.#size > ELEMENT_MAX };
        this.#kept = [];
        this.#size = 0;
        this.#place = 'between';
        this.#needsComma = true;
        return element;
    }
}

/** The elements of the file, in order. @throws CarnetError IMPORT_JSON_INVALID with `details.byte`, IMPORT_FILE_EMPTY */
export async function* readJsonElements(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<JsonElement, void, undefined> {
    const cutter = new ElementCutter();
    for await (const piece of bytes) yield* cutter.cut(piece);
    cutter.end();
}
