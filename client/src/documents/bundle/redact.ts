// A redacted copy: the same proof with sections left out, made without any key.
import type { Manifest } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { parseBundle, type Bundle } from './format.js';

/**
 * @param reveal paths of the sections that stay shown, of those that the bundle shows
 * @throws CarnetError PROOF_… for what is no bundle, SECTION_NOT_FOUND for a path that it does not show
 */
export function redactBundle(file: string | Uint8Array, reveal: readonly string[]): Bundle {
    const bundle = parseBundle(file);
    const shown = new Set(bundle.revealed.map(({ path }) => path));
    const strange = reveal.find(path => !shown.has(path));
    if (strange !== undefined) {
        throw new CarnetError('SECTION_NOT_FOUND', 'The bundle shows no section of this path.', { details: { path: strange, shown: [...shown] } });
    }
    // Left unread: whoever verifies the copy reads the manifests, as whoever verified the original did.
    const versions = bundle.versions.map(({ manifest, signatures }) => ({ manifest: manifest as unknown as Manifest, signatures }));
    return { ...bundle, versions, revealed: bundle.revealed.filter(({ path }) => reveal.includes(path)) };
}
