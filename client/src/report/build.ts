// Makes the buyer's report from what the organisations signed and the entries that are disclosed.
import type { Report } from '@carnet/domain';
import { CAUTIONS, type BuyerReport, type Caution, type DisclosedEntry } from './buyer-report.js';
import { batteriesOf, disputesOf, expertReportsOf, inspectionsOf, recallsOf, replacementsOf, workOf } from './chapters.js';
import { DisclosedBook } from './disclosed.js';
import { gapsIn, readingsOf } from './readings.js';

export interface BuyerReportOptions {
    /** Names of organisations by MSP id, as the charter gives them. They are shown beside the MSP id, never instead: only that is signed. */
    readonly organisations?: Readonly<Record<string, string>>;
    /** Entries of which a part, not all, is withheld. */
    readonly partlyWithheldEntries?: number;
}

const PLACE: readonly string[] = ['sequence', 'previousHash', 'hash'];

/** Anything of an entry besides its place in the chain. */
function isDisclosed(entry: DisclosedEntry): boolean {
    return Object.keys(entry).some(field => !PLACE.includes(field));
}

/**
 * Pure: the same in Node and in a browser. It proves nothing: verify the certificate first, and pass what the verification gives.
 * @param entries in any order; entries that are withheld altogether may be left out or hold their sequence alone
 */
export function buyerReport(report: Report, entries: readonly DisclosedEntry[], options: BuyerReportOptions = {}): BuyerReport {
    const { vehicle, judgement, readAt } = report;
    const disclosed = entries.filter(isDisclosed);
    const book = new DisclosedBook(disclosed, options.organisations ?? {});
    const readings = readingsOf(book, judgement.findings);
    const dates = new Map(disclosed.map(({ sequence, date }) => [sequence, date]));
    const gaps = gapsIn(readings, vehicle.firstRegistration, readAt.slice(0, 10));
    const withheld = {
        entries: vehicle.entries - disclosed.length, partlyWithheldEntries: options.partlyWithheldEntries ?? 0,
        events: vehicle.entries - disclosed.filter(({ type }) => type !== undefined).length,
    };
    const holds: Readonly<Record<Caution, boolean>> = {
        RETIRED: vehicle.retired,
        OPEN_RECALL: vehicle.openRecalls.length > 0,
        OPEN_DISPUTE: vehicle.openDisputes > 0,
        PENDING_CORRECTION: vehicle.pendingCorrections > 0,
        IMPLAUSIBLE_JUMP: judgement.findings.some(({ code }) => code === 'IMPLAUSIBLE_JUMP'),
        WITHHELD: withheld.entries > 0 || withheld.partlyWithheldEntries > 0,
        GAPS: gaps.length > 0,
        IMPORTED: vehicle.imported,
    };
    return {
        vehicle, vinLastSix: vehicle.vin.slice(-6), verdict: judgement.verdict, reason: judgement.reason,
        cautions: CAUTIONS.filter(caution => holds[caution]),
        findings: judgement.findings.map(finding => ({ ...finding, dates: finding.readings.flatMap(sequence => dates.get(sequence) ?? []) })),
        readings, gaps, work: workOf(book), inspections: inspectionsOf(book), expertReports: expertReportsOf(book),
        recalls: recallsOf(book, vehicle.openRecalls), replacements: replacementsOf(book), batteries: batteriesOf(book), disputes: disputesOf(book),
        keepers: vehicle.keeperChanges + 1, importedFrom: book.entries.findLast(({ imported }) => imported !== undefined)?.imported?.country,
        withheld, entries: vehicle.entries, headHash: vehicle.headHash, rulesVersion: judgement.rulesVersion, readAt,
    };
}
