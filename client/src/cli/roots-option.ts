// The roots of the organisations in a command: what proves names as well as keys.
import { readRoots } from '../certificate/roots.js';
import type { Roots } from '../certificate/signers.js';
import type { OptionKinds, ParsedOptions } from './options.js';

export const ROOTS_OPTION = { roots: 'text' } as const satisfies OptionKinds;

export const ROOTS_HELP = '  --roots DIR  folder organizations/ with the CA certificates of the organisations: proves names as well as keys';

/** @throws CarnetError FILE_UNREADABLE */
export function rootsOf(options: ParsedOptions): { readonly roots?: Roots } {
    const dir = options.text('roots');
    return dir === undefined ? {} : { roots: readRoots(dir) };
}
