// As what a version with other keys or shares is handed in: where fewer may open, or by another rule, it is an amendment, so that signers see it.
import { canonicalJson, type KeyGroup, type Manifest } from '@carnet/domain';

/** What the ledger is to take it for, and the function that says so. */
export type GroupChange =
    | { readonly change: 'RESHARED'; readonly fn: 'ReshareGroup' }
    | { readonly change: 'ROTATED'; readonly fn: 'RotateGroup' }
    | { readonly change: 'AMENDED'; readonly fn: 'AmendDocument' };

function isEasier({ k, tree }: Pick<KeyGroup, 'k' | 'tree'>, before: KeyGroup): boolean {
    return k < before.k || canonicalJson(tree ?? null) !== canonicalJson(before.tree ?? null);
}

/** @param groups of the new version, by name: those that change */
export function changeOfGroups(
    { groups: inForce }: Manifest, groups: Readonly<Record<string, Pick<KeyGroup, 'k' | 'tree'>>>, otherwise: 'RESHARED' | 'ROTATED',
): GroupChange {
    const easier = Object.entries(groups).some(([name, group]) => inForce[name] !== undefined && isEasier(group, inForce[name]));
    if (easier) return { change: 'AMENDED', fn: 'AmendDocument' };
    return otherwise === 'RESHARED' ? { change: 'RESHARED', fn: 'ReshareGroup' } : { change: 'ROTATED', fn: 'RotateGroup' };
}
