// What a reader of certificates needs, free of Node and of gRPC: `@carnet/client/verify`.
export { verifyCertificate, type Verification, type VerifyOptions } from './certificate/verify.js';
export { proofSentences, type ProofLanguage } from './certificate/sentences.js';
export type { Roots, Signer } from './certificate/signers.js';
export { rootsIn } from './certificate/root-file.js';
export type { DisclosedEntry } from './certificate/book-chain.js';
export type { JudgementCheck } from './certificate/recomputed.js';
export {
    CERTIFICATE_EXTENSION, CERTIFICATE_MAX_BYTES, CERTIFICATE_MEDIA_TYPE, CERTIFICATE_VERSION, parseCertificate, serialiseCertificate,
    type Certificate, type CertificateEntry, type DisclosedGroup, type Endorsement, type SignedAnswer, type WithheldCounts,
} from './certificate/format.js';
export * from './documents/bundle/index.js';
export type { Succession } from './documents/heirs/heirs.js';
export { withhold, type Withholding } from './certificate/withhold.js';
export { CarnetError, type CarnetErrorProperties, type Outcome } from './errors/carnet-error.js';
export type { CarnetErrorCode, ClientCode } from './errors/codes.js';
export type * from '@carnet/domain';
