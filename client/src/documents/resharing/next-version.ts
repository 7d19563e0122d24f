// The version that a re-sharing leads to: the one in force with new holders of one group, and nothing else changed.
import { manifestCodec, manifestHash, requireSuccession, type Manifest, type Person } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { changeOfGroups, type GroupChange } from '../sealing/change-of-groups.js';
import type { ResharingProposal } from './proposal.js';

/** In the place of commitments that nobody has yet. */
const UNKNOWN_COMMITMENT = '0'.repeat(64);

/** As what it is handed in. */
export function resharingOf(inForce: Manifest, { group, k }: Pick<ResharingProposal, 'group' | 'k'>): GroupChange {
    return changeOfGroups(inForce, { [group]: { k } }, 'RESHARED');
}

/**
 * As the ledger will read it: what it would refuse is refused here.
 * @param author whoever hands it in
 * @param commitments to the new shares, by new holder
 * @throws CarnetError as the ledger for a manifest and for its succession
 */
export function resharedManifest(
    inForce: Manifest, { group, k, holders, created }: ResharingProposal, author: Person, commitments: readonly string[],
): Manifest {
    const before = inForce.groups[group];
    if (before === undefined) throw new TypeError(`the version in force has no group ${group}`);
    const version = inForce.version + 1;
    const named = holders.map(({ identity, keyId }, place) => ({ index: place + 1, identity, keyId, shareCommitment: commitments[place] ?? '' }));
    const manifest: Manifest = {
        ...inForce, version, previous: manifestHash(inForce), author, created,
        groups: { ...inForce.groups, [group]: { ...before, epoch: version, k, holders: named } },
    };
    return checkedByDomain(() => {
        const checked = manifestCodec.check(manifest);
        requireSuccession(checked, inForce, manifestHash(inForce), resharingOf(inForce, { group, k }).change, 'manifest');
        return checked;
    });
}

/** That a proposal leads to a version which the ledger takes, before anybody deals for it. @throws CarnetError as resharedManifest */
export function requirePossible(inForce: Manifest, proposal: ResharingProposal): void {
    resharedManifest(inForce, proposal, proposal.proposer, proposal.holders.map(() => UNKNOWN_COMMITMENT));
}
