// What a reader of bundles needs, free of Node and of gRPC; part of `@carnet/client/verify`.
export { verifyBundle, type BundleVerification, type HiddenSection, type ProvedSection, type ProvedVersion, type VerifyBundleOptions } from './verify.js';
export {
    BUNDLE_EXTENSION, BUNDLE_FORMAT, BUNDLE_MAX_BYTES, BUNDLE_VERSION, parseBundle, serialiseBundle,
    type Bundle, type BundledVersion, type LedgerEvidence, type RevealedSection, type UnreadBundle,
} from './format.js';
export type { ProvedOnLedger } from './ledger-evidence.js';
export type { LedgerName, ProvedRebinding } from '../heirs/rebinding-proof.js';
export { redactBundle } from './redact.js';
export type { VerifiedSigner } from '../person-signature.js';
