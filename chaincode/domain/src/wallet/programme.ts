// A programme: money for one purpose, and who stands behind it; its payees; its wallets.
import type { Amount, Policy } from '../policy/policy';
import type { PolicyCertificate, PolicyCheck } from '../policy/policy-check';
import type { PolicySentences } from '../policy/sentences';

/** Sent as JSON to `PolicyWallet:CreateProgramme(programme)`; role issuer. The programme is its organisation's: only its people issue and redeem. */
export interface ProgrammeRequest {
    readonly programmeId: string;
    /** 1–100 characters, shown to holders. */
    readonly name: string;
    readonly currency: Policy['currency'];
    /** Most that may be issued in all: the sum of what was issued never exceeds it. */
    readonly issueLimit: Amount;
    /** Roster that decides on policies that are no tightening; 2 ≤ k ≤ n − 1. */
    readonly roster: string;
}

/** `PolicyWallet:CreateProgramme`, `PauseProgramme`, `ResumeProgramme` answer this. Policies are PublishPolicy's. */
export interface Programme extends ProgrammeRequest {
    readonly mspId: string;
    readonly paused: boolean;
    /** Hash of the policy under which coins are issued now; null before the first. Coins keep the policy under which they were issued. */
    readonly policyHash: string | null;
}

/** `PolicyWallet:CheckPolicy(programmeId, policy)` answers this: what PublishPolicy would say of it, in full. */
export interface PolicyVerdict extends PolicyCheck {
    readonly policyHash: string;
    /** Whether the programme's roster must decide: only a version that claims to tighten, and is proved to, needs no decision. */
    readonly decisionNeeded: boolean;
}

/** `PolicyWallet:PublishPolicy(programmeId, policy, decisionId)` answers this. */
export interface PublishedPolicy {
    readonly programmeId: string;
    readonly policyHash: string;
    readonly certificate: PolicyCertificate;
}

/** `PolicyWallet:ReadPolicy(programmeId, policyHash)` answers this, for policies of the programme and of its wallets. */
export interface PolicyRecord extends PublishedPolicy {
    readonly policy: Policy;
    /** What it says, in English. */
    readonly sentences: PolicySentences;
}

/** Sent as JSON to `PolicyWallet:RegisterPayee(payee)`; role registrar. Registering it again with other facts replaces them: a new version. */
export interface PayeeRequest {
    readonly programmeId: string;
    readonly payeeId: string;
    /** 1–100 characters. */
    readonly name: string;
    /** The wallet that is paid; of this programme. Its organisation is the payee's. */
    readonly walletId: string;
    readonly category?: string;
    readonly country?: string;
    readonly region?: string;
    /** Sorted, each once, at most 16. */
    readonly groups: readonly string[];
}

export interface Payee extends PayeeRequest {
    readonly mspId: string;
    readonly suspended: boolean;
    /** 1 for the first facts; votes and answers name it. */
    readonly version: number;
}

/** `PolicyWallet:ListPayees(programmeId, pageSize, bookmark)` answers this, in the order of payee ids. */
export interface PayeePage {
    readonly payees: readonly Payee[];
    /** '' on the last page. */
    readonly bookmark: string;
}

/**
 * Sent as JSON to `PolicyWallet:OpenWallet(wallet)` by the holder himself, whose key the wallet is bound to, or by an issuer's person who gives the
 * holder's. The holder's organisation is in the charter.
 */
export interface WalletRequest {
    readonly walletId: string;
    readonly programmeId: string;
    /** Of the holder; default the caller's. */
    readonly mspId?: string;
    /** SHA-256 of the holder's public key (SubjectPublicKeyInfo DER), lower-case hex; default the caller's. */
    readonly publicKeyHash?: string;
    /** Managers who freeze, and who together unfreeze, approve and recover; the holder is not one of them. Without it a wallet is never recovered. */
    readonly roster?: string;
    /** Seconds between the proposal of a recovery and its completion, 0…90 days, default 2 days. */
    readonly recoveryDelaySeconds?: number;
    /** Whether a payee is to be paid into it: then it is a payee's from the beginning, and never takes money otherwise. Default false. */
    readonly forPayee?: boolean;
}

/**
 * Sent as JSON to `PolicyWallet:ProposeRecovery(recovery)` by the holder of the new key or by a manager, and again to
 * `PolicyWallet:CompleteRecovery(recovery)` once the managers have voted and the wallet's delay is over: exactly this is what they decide.
 */
export interface RecoveryRequest {
    readonly decisionId: string;
    readonly walletId: string;
    /** SHA-256 of the new public key, of the same organisation; neither the wallet's key, nor a former one, nor a manager's. */
    readonly newKeyHash: string;
    /** The old key may cancel the recovery of a lost key, never that of a stolen one. */
    readonly kind: 'lost' | 'stolen';
}

export interface Freeze { readonly mspId: string; readonly publicKeyHash: string; readonly at: string; readonly reason: string }

export interface Recovery {
    readonly decisionId: string;
    /** SHA-256 of the new public key. */
    readonly newKeyHash: string;
    readonly kind: 'lost' | 'stolen';
}

/** `PolicyWallet:OpenWallet`, `ReadWallet` and all that change a wallet answer this; no coins, which are read by pages. */
export interface Wallet {
    readonly walletId: string;
    readonly programmeId: string;
    readonly mspId: string;
    readonly publicKeyHash: string;
    /** Former keys of the holder, the newest last: they get KEY_SUPERSEDED. */
    readonly formerKeys: readonly string[];
    readonly roster: string | null;
    readonly recoveryDelaySeconds: number;
    /** Opened for a payee; absent where it was not, though a payee may have been registered with it since. */
    readonly forPayee?: true;
    /** Hash of the wallet's own policy; null for none. */
    readonly policyHash: string | null;
    readonly frozen: Freeze | null;
    readonly recovery: Recovery | null;
}
