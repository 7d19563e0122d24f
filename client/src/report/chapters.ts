// The chapters of the report after the readings: work, inspections, recalls, meters, batteries, disputes.
import { byCodeUnits, type DefectSeverity, type RecordedType } from '@carnet/domain';
import {
    WORK_CATEGORIES, type BuyerBattery, type BuyerDispute, type BuyerInspection, type BuyerRecall, type BuyerReplacement, type DisclosedEntry,
    type WorkChapter, type WorkItem,
} from './buyer-report.js';
import type { DisclosedBook } from './disclosed.js';

const SEVERITIES: readonly DefectSeverity[] = ['CRITICAL', 'MAJOR', 'MINOR'];

function ofType(book: DisclosedBook, type: RecordedType): DisclosedEntry[] {
    const entries = book.entries.filter(entry => entry.type === type);
    // Days compare as text; a day that is withheld stands last.
    return entries.sort((a, b) => byCodeUnits(a.date ?? '9', b.date ?? '9') || a.sequence - b.sequence);
}

function workItem(book: DisclosedBook, entry: DisclosedEntry): WorkItem {
    return { ...book.dated(entry), kilometres: book.kilometresOf(entry), source: entry.source, lines: entry.work ?? [], note: entry.publicNote };
}

/** Only the categories in which something is recorded. */
export function workOf(book: DisclosedBook): WorkChapter[] {
    return WORK_CATEGORIES
        .map(category => ({ category, items: ofType(book, category).map(entry => workItem(book, entry)) }))
        .filter(({ items }) => items.length > 0);
}

export function expertReportsOf(book: DisclosedBook): WorkItem[] {
    return ofType(book, 'EXPERT_REPORT').map(entry => workItem(book, entry));
}

export function inspectionsOf(book: DisclosedBook): BuyerInspection[] {
    return ofType(book, 'INSPECTION').flatMap(entry => entry.inspection === undefined ? [] : [{
        ...book.dated(entry), ...entry.inspection, kilometres: book.kilometresOf(entry),
        worst: SEVERITIES.find(severity => entry.inspection?.defects.some(defect => defect.severity === severity)),
    }]);
}

/** @param open campaigns that the signed report calls open: they are listed also where their entries are withheld */
export function recallsOf(book: DisclosedBook, open: readonly string[]): BuyerRecall[] {
    const opened = ofType(book, 'RECALL_OPENED');
    const done = ofType(book, 'RECALL_DONE');
    const campaigns = new Set([...opened, ...done].flatMap(({ refs }) => refs?.recall ?? []).concat(open));
    return [...campaigns].map(campaign => {
        const opening = opened.find(({ refs }) => refs?.recall === campaign);
        const repair = done.findLast(({ refs }) => refs?.recall === campaign);
        return {
            campaign, openedOn: opening?.date, doneOn: repair?.date, doneBy: book.organisation(repair?.mspId), open: open.includes(campaign),
        };
    });
}

export function replacementsOf(book: DisclosedBook): BuyerReplacement[] {
    return ofType(book, 'ODOMETER_REPLACED')
        .flatMap(entry => entry.replacement === undefined ? [] : [{ ...book.dated(entry), ...entry.replacement }]);
}

export function batteriesOf(book: DisclosedBook): BuyerBattery[] {
    return ofType(book, 'BATTERY_HEALTH').flatMap(entry => entry.battery === undefined ? [] : [{ ...book.dated(entry), ...entry.battery }]);
}

export function disputesOf(book: DisclosedBook): BuyerDispute[] {
    return ofType(book, 'DISPUTE_OPENED').map(entry => {
        const disputed = entry.refs?.disputes;
        const end = book.closing(entry);
        return {
            ...book.dated(entry), why: entry.publicNote,
            disputes: disputed === undefined ? undefined : book.find(disputed)?.sequence, disputed: book.organisation(disputed?.mspId),
            outcome: end?.outcome, resolvedOn: end?.date, resolvedBy: book.organisation(end?.mspId), open: end === undefined,
        };
    });
}
