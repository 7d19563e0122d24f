// What everybody is shown who takes part in sharing a key anew: who proposes it, why, among whom; all of it proved before a key is touched.
import { isSamePerson, type KeyGroup, type Manifest, type Person, type Section } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { requirePlain } from '../../secrets/share-points.js';
import { openedBy, readLatest, requireInForce, type CheckedVersion } from '../consent/checked-versions.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { among, HeirProver, ownPeople, readIdentity } from '../consent/identities.js';
import { sharedGroup, sharesOf, type HeldShare } from '../consent/own-shares.js';
import { requireHistory } from '../consent/version-history.js';
import type { Heirs } from '../heirs/heirs.js';
import type { KnownRoots, VerifiedSigner } from '../person-signature.js';
import { checkedMessage, verifyCoSignature } from '../signed-message.js';
import { namedSigners, requireSigned } from '../version-chain.js';
import { requirePossible } from './next-version.js';
import { PROPOSAL, proposalHash, SIGNED_PROPOSAL, type ResharingOrder, type SignedProposal } from './proposal.js';

/** A proposal with what it is about, all of it checked. */
export interface ResharingReview {
    readonly signed: SignedProposal;
    /** SHA-256 of what was signed, lower-case hex. */
    readonly proposalHash: string;
    /** Whoever has signed it, the proposer first. */
    readonly signers: readonly VerifiedSigner[];
    /** For whom those who signed act, where managers replaced a key: proved. */
    readonly heirs: Heirs;
    /** Whether all have signed who must sign the new version: before, nobody deals. */
    readonly agreed: boolean;
    /** The version in force. */
    readonly document: CheckedVersion;
    /** The group whose shares are dealt anew, as the version has it that dealt them. */
    readonly before: KeyGroup;
    /** All sections that the group opens. */
    readonly opens: readonly Section[];
    /** The caller's share that is to be dealt anew; undefined where he holds none. */
    readonly held: HeldShare | undefined;
    /** The caller's number among the new holders; undefined where he is none of them. */
    readonly index: number | undefined;
}

interface Standing { readonly document: CheckedVersion; readonly before: KeyGroup; readonly held: HeldShare | undefined }

/**
 * The version in force, and the group whose shares are to be dealt anew. The key is the same in both, or it is no dealing of it.
 * @throws CarnetError NOT_IN_FORCE, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, WRONG_EPOCH, and as requireHistory
 */
export async function readStanding(
    ledger: DocumentLedger, { docId, group, dealing }: Pick<ResharingOrder, 'docId' | 'group' | 'dealing'>, options: CallOptions,
    checks: KnownRoots, prover = new HeirProver(ledger, checks.roots, options),
): Promise<Standing> {
    const document = await readLatest(ledger, docId, 'current', options, checks);
    const inForce = document.manifest.groups[group];
    if (inForce === undefined) throw new CarnetError('GROUP_NOT_FOUND', 'The version in force has no group of this name.', { details: { docId, group } });
    const versions = await requireHistory(ledger, document, [group], options, checks, prover);
    const dealt = dealing === undefined || dealing === inForce.epoch ? document : versions.get(dealing);
    const before = dealt?.manifest.groups[group];
    const { keyCommitment, keyEpoch, policyHash } = inForce;
    const ofOneKey = before?.keyCommitment === keyCommitment && before.keyEpoch === keyEpoch && before.policyHash === policyHash;
    if (dealt === undefined || before === undefined || !ofOneKey || (dealing !== undefined && before.epoch !== dealing)) {
        throw new CarnetError('WRONG_EPOCH', 'This version dealt no shares of the key that is in force.', { details: { docId, group, epoch: dealing, inForce: inForce.epoch } });
    }
    requirePlain(sharedGroup(docId, group, before));
    return { document, before, held: sharesOf(await ownPeople(ledger, options), dealt.manifest, [group])[0] };
}

/**
 * Checks a proposal: the signatures on it, and that it follows the version in force, back to where the key of the group was made.
 * @param checks with `roots` the names of all who signed are proved as well, and not their keys alone
 * @throws CarnetError PROPOSAL_OUTDATED, MESSAGE_MISMATCH, PROOF_SIGNATURE_WRONG, PROOF_NOT_SIGNED, POLICY_MISMATCH, and as readStanding
 */
export async function reviewResharing(
    ledger: DocumentLedger, given: SignedProposal, options: CallOptions, checks: KnownRoots = {},
): Promise<ResharingReview> {
    const signed = checkedMessage(SIGNED_PROPOSAL, given);
    const { proposal, signatures } = signed;
    const signers: VerifiedSigner[] = [];
    for (const signature of signatures) {
        signers.push(await verifyCoSignature(PROPOSAL, proposal, signature, { ...checks, since: Date.parse(proposal.created) }));
    }
    const [first] = signers;
    if (first === undefined || !isSamePerson(first.person, proposal.proposer)) {
        throw new CarnetError('MESSAGE_MISMATCH', 'The first signature on a proposal is that of whoever proposes.', { details: { docId: proposal.docId } });
    }
    const prover = new HeirProver(ledger, checks.roots, options);
    const { document, before, held } = await readStanding(ledger, proposal, options, checks, prover);
    requireInForce(proposal, document);
    requirePossible(document.manifest, proposal);
    const heirs = await heirsAmong(ledger, prover, signers, document, options);
    const place = proposal.holders.findIndex(({ identity }) => isSamePerson(identity, ledger.person));
    return {
        signed, proposalHash: proposalHash(proposal), signers, heirs, agreed: isAgreed({ document, signers, heirs }), document, before, held,
        opens: openedBy(document.manifest, [proposal.group]),
        index: place < 0 ? undefined : place + 1,
    };
}

/** The version that is to follow, as far as it says who signs it. */
function following(manifest: Manifest): Manifest {
    return { ...manifest, version: manifest.version + 1 };
}

/** In whose place others have signed of those who must sign the following version: proved. @throws CarnetError as HeirProver */
async function heirsAmong(
    ledger: DocumentLedger, prover: HeirProver, signers: readonly VerifiedSigner[], { manifest }: CheckedVersion, options: CallOptions,
): Promise<Heirs> {
    const named = namedSigners(following(manifest), manifest);
    const claimed: Person[] = [];
    for (const { person } of signers) {
        if (!named.some(one => isSamePerson(one, person))) claimed.push(...(await readIdentity(ledger, person, options)).formers);
    }
    return await prover.of(among(named, claimed));
}

type Agreement = Pick<ResharingReview, 'document' | 'signers' | 'heirs'>;

/**
 * That those have signed the proposal who must sign the version: whoever deals gives the new holders what opens the group, before the ledger asks
 * anybody, so their agreement comes first.
 * @throws CarnetError PROOF_NOT_SIGNED
 */
export function requireAgreed({ document: { manifest }, signers, heirs }: Agreement): void {
    requireSigned(following(manifest), manifest, signers, heirs);
}

function isAgreed(agreement: Agreement): boolean {
    try {
        requireAgreed(agreement);
        return true;
    } catch (error) {
        if (error instanceof CarnetError && error.code === 'PROOF_NOT_SIGNED') return false;
        throw error;
    }
}
