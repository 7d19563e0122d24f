// The roots of the organisations in a command: what proves names as well as keys.
import { readRoots } from '../../certificate/roots.js';
import type { Roots } from '../../certificate/signers.js';
import type { OptionKinds, ParsedOptions } from './options.js';

export const ROOTS_OPTION = { roots: '[FILE|DIR]' } as const satisfies OptionKinds;

/** What `--roots` names. */
export const ROOTS_FORMS = `organizations/ as fabric-samples and carnet-network
           lay it out, a folder of MSPID.pem, or JSON of MSP id → PEM`;

export const ROOTS_HELP = `  --roots  CA certificates of the organisations, which prove names as well as keys: ${ROOTS_FORMS}`;

/** @throws CarnetError FILE_UNREADABLE */
export function rootsOf(options: ParsedOptions): { readonly roots?: Roots } {
    const path = options.text('roots');
    return path === undefined ? {} : { roots: readRoots(path) };
}
