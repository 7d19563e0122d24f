// The public face of the portal: shares for a dealer's programs, and the service with its parts.
export { createShare, readShare, sweepShares, type CreatedShare, type OpenedShare, type ShareOptions } from './shares/share-folder.js';
export { portalServer, type ServerSettings } from './service/server.js';
export type { ProvedReport, RefusedReport, RouteSettings } from './service/routes.js';
export { DashboardCheck, type AskLedger } from './service/check.js';
export { ledgerCheck } from './service/ledger-check.js';
export { readVerifierPage, verifierPageOf, type VerifierPage } from './service/verifier-file.js';
export { Counter, Limiter, type Limit } from './service/limits.js';
export { countedAddress } from './service/address.js';
export { checkCertificate, type CheckedCertificate, type CheckOptions, type RefusedCertificate } from './certificate/checking.js';
export { REFUSALS, refusalSentence } from './certificate/refusals.js';
export { html, Markup, type Insert } from './page/markup.js';
export { isLanguage, languageOf, speechIn, type Speech } from './page/languages.js';
export { printedLink, reportBody, reportPage, type SharedReport } from './page/report-page.js';
export { groupedHex, type Proof, type Signer } from './page/proof.js';
