// The public face of the client library.
export { connect } from './connect.js';
export { Carnet } from './carnet.js';
export type { RecordOptions, Vehicles } from './vehicles.js';
export { freshEntryId } from './vehicles.js';
export { verifyDisclosure, type DetailValues } from './details.js';
export type { Membership } from './membership.js';
export type { Decisions } from './decisions.js';
export type { Programmes, PublishOptions } from './wallets/programmes.js';
export type { PayOptions } from './wallets/payment-decisions.js';
export type { ProposalOptions, ReservationTimes, Wallets } from './wallets/wallets.js';
export type { WalletView } from './wallets/wallet-view.js';
export type { Audit } from './wallets/audit.js';
export type { RedeemOrder, Redemption } from './wallets/redeeming.js';
export type { RefundOrder } from './wallets/refunding.js';
export { formatAmount, parseAmount } from './wallets/amounts.js';
export { fingerprintAt, fingerprintOf } from './identity/fingerprint.js';
export type { BatchRecording, RecordAllOptions, RecordingProgress } from './batch-recording.js';
export type { PageOptions } from './page.js';
export type { CallOptions, Committed, SubmitOptions } from './call/invocation.js';
export type { Resumed, ResumeOptions } from './call/resume.js';
export type { Journal, SignedTransaction } from './call/journal.js';
export { FileJournal } from './call/file-journal.js';
export type { ConnectionProfile, ConnectOptions, Deadlines, IdentitySource, Retry } from './connection/options.js';
export * from './certificate/index.js';
export type { CertificateOptions } from './certificate/endorsed-answer.js';
export { readRoots } from './certificate/roots.js';
export { CarnetError, type Attempt, type CarnetErrorProperties, type NodeAnswer, type Outcome } from './errors/carnet-error.js';
export { BUNDLE_CODES } from './errors/bundle-codes.js';
export { CLIENT_CODES, type CarnetErrorCode, type ClientCode } from './errors/codes.js';
export * from './documents/index.js';
export { newSigner } from './signing/signer.js';
export { entriesFromMotHistory, type MotVehicle, type MotVehicleFacts } from './import/mot-history.js';
export { readMapping } from './import/mapping.js';
export type { ColumnMapping, DateCell, EntryMapping, IntegerCell, OdometerMapping, TextCell, VehicleMapping } from './import/column-mapping.js';
export type { ImportSource } from './import/bytes.js';
export type { VinTable } from './import/vins.js';
export type {
    CsvImportOptions, ImportCounts, ImportOptions, ImportProgress, ImportSummary, MotHistoryImportOptions, RowResult, RowStatus,
} from './import/options.js';
export type {
    BatchEntry, Caller, Charter, CharterState, CorrectionClosing, CorrectionProposal, CorrectionReceipt, Detail, DetailsPurged, DetailsReceipt,
    DisclosedDetails, Disclosure, DisputeRequest, DisputeResolution, EntryReceipt, EntryRequest, HistoryPage, Judgement, Member, MemberPage,
    OdometerCheck, OdometerQuestion, OfferRequest, RecallRequest, RecordedEntry, RetirementRequest, RoleGrant, StoredDetails, Vehicle,
    VehicleRegistration,
} from '@carnet/domain';
