// Reading a book: pages of its history by number, and the judgement of its whole series.
import {
    CarnetFailure, CURRENT_RULES, decodeBookmark, judge, seriesInputOf, timeOfDate, type HistoryPage, type Judgement, type OdometerCheck,
    type OdometerQuestion, type RecordedEntry, type Report,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { Book } from './book';
import { pages } from './book-state';
import { vehicleOf } from './registration';

/** A page of history ends early once its entries hold this many characters, so that no answer grows without bound. */
const HISTORY_PAGE_CHARACTERS = 1_000_000;

/**
 * Up to `size` entries, oldest first, from a bookmark `page.place` on: at most `size` reads, however long the book.
 * @throws CarnetFailure VEHICLE_NOT_FOUND, INVALID_BOOKMARK
 */
export async function readHistory(context: LedgerContext, vin: string, size: number, bookmark: string): Promise<HistoryPage> {
    const start = decodeBookmark(bookmark, 2);
    const { head } = await Book.open(context, vin);
    let [page = 0, place = 0] = start;
    page = Math.max(page, 1);
    const entries: RecordedEntry[] = [];
    let characters = 0;
    while (page <= head.pages && entries.length < size && characters < HISTORY_PAGE_CHARACTERS) {
        const recorded = (await pages(context).read(vin, String(page)))?.entries ?? [];
        if (place >= recorded.length) break; // Only a bookmark that was not given by us leads here: no entry is found.
        const taken = recorded.slice(place, place + size - entries.length);
        entries.push(...taken);
        characters += JSON.stringify(taken).length;
        place += taken.length;
        if (place < recorded.length) break;
        page += 1;
        place = 0;
    }
    if (entries.length === 0) throw new CarnetFailure('INVALID_BOOKMARK', 'The book has no entry at this place.', { field: 'bookmark' });
    return { entries, bookmark: page > head.pages ? '' : `${page}.${place}` };
}

async function judgementOf(book: Book): Promise<Judgement> {
    return judge(seriesInputOf(await book.series.all(), book.facts), CURRENT_RULES);
}

/** The judgement of the book as it stands. @throws CarnetFailure VEHICLE_NOT_FOUND */
export async function readJudgement(context: LedgerContext, vin: string): Promise<Judgement> {
    return judgementOf(await Book.open(context, vin));
}

/**
 * What a certificate is signed for. Its time is checked as that of a writing function, so that `readAt` is bounded by every organisation that
 * signs the answer.
 * @throws CarnetFailure CLOCK_SKEW, VEHICLE_NOT_FOUND
 */
export async function readReport(context: LedgerContext, vin: string): Promise<Report> {
    context.requireTime();
    const book = await Book.open(context, vin);
    return { v: 1, vehicle: vehicleOf(vin, book.head), judgement: await judgementOf(book), readAt: context.time.iso };
}

/** What a meter shows against the book, without telling any reading of it. @throws CarnetFailure VEHICLE_NOT_FOUND */
export async function checkOdometer(context: LedgerContext, vin: string, { value, unit, date }: OdometerQuestion): Promise<OdometerCheck> {
    const book = await Book.open(context, vin);
    return { answer: book.series.check({ day: timeOfDate(date).day, value, unit }) };
}
