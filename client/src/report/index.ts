// The buyer's report: what it holds, how it is made, and its words. Runs in Node and in a browser.
export * from './buyer-report.js';
export { buyerReport, type BuyerReportOptions } from './build.js';
export { inKilometres } from './disclosed.js';
export { GAP_MONTHS } from './readings.js';
export { FINDING_CODES, isFindingCode, type FindingCode, type Language, type Advice, type ReportPhrases, LANGUAGES } from './phrases.js';
export { ENGLISH } from './english.js';
export { FRENCH } from './french.js';
export { phrasesIn } from './languages.js';
export type * from '@carnet/domain';
