// That a version comes from the one for whose policy its shares were dealt: a peer that invents a policy has nobody's signatures for it.
import { documentPolicyHash, type Manifest } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { KnownRoots } from '../person-signature.js';
import { namedSigners, requireFollows, requireSigned } from '../version-chain.js';
import { readCheckedVersion, type CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { among, HeirProver } from './identities.js';

/**
 * Goes from the version in which the oldest key of these groups was new to this one: each was signed by its parties, and by those whom the version
 * before lets amend. Where a key was new, the policy is the one to which the sealed shares are bound: a share that opens proves who the parties are.
 * Who is said to sign for somebody whose key was replaced must be proved to.
 * @returns the versions on that way, by number
 * @throws CarnetError POLICY_MISMATCH, PROOF_CHAIN_BROKEN, PROOF_NOT_SIGNED, and as readCheckedVersion and HeirProver
 */
export async function requireHistory(
    ledger: DocumentLedger, shown: CheckedVersion, groups: readonly string[], options: CallOptions, checks: KnownRoots,
    prover = new HeirProver(ledger, checks.roots, options),
): Promise<ReadonlyMap<number, CheckedVersion>> {
    const { docId, version: last, groups: all } = shown.manifest;
    const keys = Object.entries(all).filter(([group]) => groups.includes(group));
    const versions = new Map<number, CheckedVersion>();
    let before: Manifest | undefined;
    for (let version = Math.min(last, ...keys.map(([, { keyEpoch }]) => keyEpoch)); version <= last; version++) {
        const checked = version === last ? shown : await readCheckedVersion(ledger, docId, version, options, checks);
        const { manifest, signers, version: { signatures } } = checked;
        if (before !== undefined || version === 1) requireFollows(manifest, before);
        const claimed = signatures.flatMap(({ onBehalfOf }) => onBehalfOf ?? []);
        requireSigned(manifest, before, signers, await prover.of(among(namedSigners(manifest, before), claimed)));
        versions.set(version, checked);
        before = manifest;
    }
    for (const [group, { keyEpoch, policyHash }] of keys) {
        const made = versions.get(keyEpoch);
        if (made !== undefined && documentPolicyHash(made.manifest.policy) === policyHash) continue;
        throw new CarnetError('POLICY_MISMATCH', `The key of the group ${group} was made under another policy than version ${keyEpoch} shows: do nothing with it.`, {
            details: { docId, version: keyEpoch, group },
        });
    }
    return versions;
}
