// The roots of the organisations in a command: what proves names as well as keys.
import { readRoots } from '../../certificate/roots.js';
import type { Roots } from '../../certificate/signers.js';
import type { Checks } from '../../documents/consent/call-checks.js';
import { UsageError, type OptionKinds, type ParsedOptions } from './options.js';

export const ROOTS_OPTION = { roots: '[FILE|DIR]' } as const satisfies OptionKinds;

/** What `--roots` names. */
export const ROOTS_FORMS = `organizations/ as fabric-samples and carnet-network
           lay it out, a folder of MSPID.pem, or JSON of MSP id → PEM`;

export const ROOTS_HELP = `  --roots  CA certificates of the organisations, which prove names as well as keys: ${ROOTS_FORMS}`;

/** Of commands that give away what cannot be taken back. */
export const CONFIRMING_OPTIONS = { ...ROOTS_OPTION, unconfirmed: 'flag' } as const satisfies OptionKinds;

export const CONFIRMING_HELP = `  --roots  CA certificates of the organisations, so that peers of two confirm it: ${ROOTS_FORMS}
  --unconfirmed  instead of them: one peer is believed, which could hide a veto or a replaced key. Where peers of one organisation alone can be asked`;

/** Before anybody is asked for a yes or a passphrase. @throws UsageError where neither is given, CarnetError FILE_UNREADABLE */
export function confirmingOf(options: ParsedOptions): Checks {
    const [roots, unconfirmed] = [rootsOf(options), options.flag('unconfirmed')];
    if (roots.roots === undefined && !unconfirmed) {
        throw new UsageError('what you give cannot be taken back: give --roots, so that peers of two organisations confirm it, or --unconfirmed');
    }
    return unconfirmed ? { ...roots, unconfirmed } : roots;
}

/** @throws CarnetError FILE_UNREADABLE */
export function rootsOf(options: ParsedOptions): { readonly roots?: Roots } {
    const path = options.text('roots');
    return path === undefined ? {} : { roots: readRoots(path) };
}
