// A private instance of secrets.js-grempe over GF(2^8): nothing that other code in the process does to the library reaches it.
import { createRequire } from 'node:module';
import { uniformByteBits } from './uniform-bits.js';

/** Its own types take no generator, though it does. */
interface SharingLibrary {
    init(bits: number): void;
    setRNG(generator: (bits: number) => string): boolean;
    share(secret: string, shares: number, threshold: number): string[];
    combine(shares: readonly string[]): string;
    getConfig(): { readonly bits: number };
}

/** Field elements are bytes. */
const FIELD_BITS = 8;

/** The library keeps field and generator as state of its module, so the module is evaluated once more, for us alone. */
function privateInstance(): SharingLibrary {
    const require = createRequire(import.meta.url);
    const path = require.resolve('secrets.js-grempe');
    const shared = require.cache[path];
    Reflect.deleteProperty(require.cache, path);
    try {
        return require(path) as SharingLibrary;
    } finally {
        if (shared === undefined) Reflect.deleteProperty(require.cache, path);
        else require.cache[path] = shared;
    }
}

function prepared(): SharingLibrary {
    const library = privateInstance();
    library.init(FIELD_BITS);
    // The self-test of the library refuses a generator that says zero, one time in 256: it is given another, which is never used afterwards.
    let armed = false;
    library.setRNG(bits => armed ? uniformByteBits() : '1'.repeat(bits));
    armed = true;
    return library;
}

const library = prepared();

/** A share of 10 bits would leave the library in that field, with its own generator: none gets so far, and if one did, nothing more is computed. */
function inField(): SharingLibrary {
    if (library.getConfig().bits !== FIELD_BITS) throw new Error('The sharing library has left its field.');
    return library;
}

/** @param secret hexadecimal digits; @param n 2…255; @param k 2…n. The library pads to 16 bytes and a mark, and numbers the shares from 1. */
export function splitDigits(secret: string, k: number, n: number): readonly string[] {
    return inField().share(secret, n, k);
}

/** @param shares exactly k of them, each checked before: the library itself takes anything and gives something. Hexadecimal digits. */
export function combineDigits(shares: readonly string[]): string {
    return inField().combine(shares);
}
