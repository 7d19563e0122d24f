// The facts of a car as its book stands, and what an entry of each type changes of them.
import { timeOfDate } from '../codec/calendar';
import { CarnetFailure } from '../failure/failure';
import { toMillimetres } from './distance';
import type { EntryContent, EntryName, OdometerUnit, RecordedType } from './entry';
import type { PendingCorrection } from './corrections';
import type { OpenDispute } from './disputes';
import type { MeterReplacement } from './judgement';
import type { SaleOffer } from './vehicle';

/** Replacements of the meter in one book: they stand in its head, which is read and written with every entry. */
export const BOOK_MAX_REPLACEMENTS = 32;
/** Of these from one organisation: none can take them all and so keep the others from recording one. */
export const ORGANISATION_MAX_REPLACEMENTS = 24;
/** Recalls of one car that are open at once. */
export const BOOK_MAX_OPEN_RECALLS = 32;
/** Of these from one organisation. */
export const ORGANISATION_MAX_OPEN_RECALLS = 24;

/** A replacement with the organisation that recorded it. */
export interface RecordedReplacement extends MeterReplacement { readonly mspId: string }

/** The last movement of the stock by date: of whom the car is in stock since, if it is. */
export interface StockMovement {
    readonly day: number;
    readonly mspId?: string;
}

export interface BookFacts {
    readonly make: string;
    readonly model: string;
    readonly firstRegistration: string;
    readonly odometerUnit: OdometerUnit;
    readonly odometerDigits?: number;
    readonly keeperChanges: number;
    readonly imported: boolean;
    /** Number of the campaign, and who opened it. */
    readonly openRecalls: readonly (readonly [recall: string, mspId: string])[];
    readonly replacements: readonly RecordedReplacement[];
    readonly stock?: StockMovement;
    readonly offer?: SaleOffer;
    /** The offer that was withdrawn last, so that withdrawing it again is known as a repetition. */
    readonly withdrawnOffer?: Pick<SaleOffer, 'mspId' | 'offerId'>;
    /** The entry that closed the book, while it holds. */
    readonly endOfLife?: EntryName;
    readonly pendingCorrections: readonly PendingCorrection[];
    readonly openDisputes: readonly OpenDispute[];
}

/** Of a car whose book was just opened. */
export function factsOfNew(registered: Pick<BookFacts, 'make' | 'model' | 'firstRegistration' | 'odometerUnit' | 'odometerDigits'>): BookFacts {
    return {
        ...registered, keeperChanges: 0, imported: false, openRecalls: [], replacements: [], pendingCorrections: [], openDisputes: [],
    };
}

/** What the facts depend on beside what an entry says. */
export interface FactsStamp {
    readonly mspId: string;
    readonly sequence: number;
    /** Day of the transaction, since 1970-01-01. */
    readonly recordedDay: number;
}

/** What may still be written once a car is at the end of its life: what stands in the book can be put right. */
const AFTER_RETIREMENT: ReadonlySet<RecordedType> = new Set([
    'CORRECTION_PROPOSED', 'CORRECTION_CONFIRMED', 'CORRECTION_REJECTED', 'DISPUTE_OPENED', 'DISPUTE_RESOLVED',
]);

/** @throws CarnetFailure VEHICLE_RETIRED */
export function requireInUse(facts: BookFacts): void {
    if (facts.endOfLife !== undefined) throw new CarnetFailure('VEHICLE_RETIRED', 'The vehicle is at the end of its life: only corrections and disputes are still recorded.');
}

export function withoutOffer(facts: BookFacts): BookFacts {
    const { offer, ...others } = facts;
    return offer === undefined ? facts : others;
}

function withoutStock(facts: BookFacts): BookFacts {
    const { stock, ...others } = facts;
    return stock === undefined ? facts : others;
}

/** @throws CarnetFailure REPLACEMENTS_FULL */
function withReplacement(facts: BookFacts, entry: EntryContent, { mspId, sequence }: FactsStamp): BookFacts {
    const { replacement } = entry;
    if (replacement === undefined) throw new Error('A replacement of the meter was accepted without its values.');
    if (facts.replacements.length >= BOOK_MAX_REPLACEMENTS
        || facts.replacements.filter(other => other.mspId === mspId).length >= ORGANISATION_MAX_REPLACEMENTS) {
        throw new CarnetFailure(
            'REPLACEMENTS_FULL', `A book takes ${BOOK_MAX_REPLACEMENTS} replacements of the meter, ${ORGANISATION_MAX_REPLACEMENTS} of one organisation.`,
            { limit: BOOK_MAX_REPLACEMENTS },
        );
    }
    const { oldValue, newValue, unit } = replacement;
    const recorded: RecordedReplacement = {
        ...timeOfDate(entry.date), sequence, mspId, oldMillimetres: toMillimetres(oldValue, unit), newMillimetres: toMillimetres(newValue, unit),
    };
    return { ...facts, replacements: [...facts.replacements, recorded] };
}

/** @throws CarnetFailure RECALL_ALREADY_OPEN, RECALLS_FULL */
function withRecall(facts: BookFacts, { refs }: EntryContent, { mspId }: FactsStamp): BookFacts {
    const recall = refs?.recall;
    if (recall === undefined) throw new Error('A recall was opened without its number.');
    if (facts.openRecalls.some(([open]) => open === recall)) {
        throw new CarnetFailure('RECALL_ALREADY_OPEN', 'This campaign is open for the vehicle already.', { recall });
    }
    if (facts.openRecalls.length >= BOOK_MAX_OPEN_RECALLS
        || facts.openRecalls.filter(([, opener]) => opener === mspId).length >= ORGANISATION_MAX_OPEN_RECALLS) {
        throw new CarnetFailure(
            'RECALLS_FULL', `A vehicle has at most ${BOOK_MAX_OPEN_RECALLS} open recalls, ${ORGANISATION_MAX_OPEN_RECALLS} of one organisation.`,
            { limit: BOOK_MAX_OPEN_RECALLS },
        );
    }
    return { ...facts, openRecalls: [...facts.openRecalls, [recall, mspId]] };
}

/** @throws CarnetFailure RECALL_NOT_OPEN */
function withoutRecall(facts: BookFacts, { refs }: EntryContent): BookFacts {
    const openRecalls = facts.openRecalls.filter(([open]) => open !== refs?.recall);
    if (openRecalls.length < facts.openRecalls.length) return { ...facts, openRecalls };
    throw new CarnetFailure('RECALL_NOT_OPEN', 'No campaign of this number is open for the vehicle.', {
        recall: refs?.recall ?? '', open: facts.openRecalls.map(([open]) => open),
    });
}

/**
 * A movement older than the last one is history and changes nothing. A car may be taken into stock while another dealer has it: whoever forgot
 * to record that he sold it would otherwise keep it for good. The entry names who did it, and the other's offer ends. One dated tomorrow counts
 * from today: else it would make history of all that others record until then.
 * @throws CarnetFailure NOT_IN_STOCK
 */
function withStock(facts: BookFacts, entry: EntryContent, { mspId, recordedDay }: FactsStamp): BookFacts {
    const day = Math.min(timeOfDate(entry.date).day, recordedDay);
    const { stock } = facts;
    if (stock !== undefined && day < stock.day) return facts;
    if (entry.type === 'STOCK_IN') {
        return { ...stock?.mspId === mspId ? facts : withoutOffer(facts), stock: { day, mspId } };
    }
    if (stock?.mspId !== mspId) throw new CarnetFailure('NOT_IN_STOCK', 'Your organisation does not have the vehicle in stock.');
    return { ...withoutOffer(facts), stock: { day } };
}

/** A sale for money also ends the offer that it took, and the seller's stock. */
function withKeeper(facts: BookFacts, entry: EntryContent): BookFacts {
    const keeperChanges = facts.keeperChanges + 1;
    if (entry.refs?.sale === undefined) return { ...facts, keeperChanges };
    return { ...withoutOffer(facts), keeperChanges, stock: { day: timeOfDate(entry.date).day } };
}

/**
 * The facts once an entry is in the book.
 * @throws CarnetFailure VEHICLE_RETIRED, REPLACEMENTS_FULL, RECALL_ALREADY_OPEN, RECALLS_FULL, RECALL_NOT_OPEN, NOT_IN_STOCK
 */
export function factsAfter(facts: BookFacts, entry: EntryContent, stamp: FactsStamp): BookFacts {
    if (!AFTER_RETIREMENT.has(entry.type)) requireInUse(facts);
    switch (entry.type) {
    // In the order of recording, whatever the dates.
    case 'TECHNICAL_CHANGE': return { ...facts, ...entry.technical };
    case 'IMPORTED': return { ...facts, imported: true };
    case 'ODOMETER_REPLACED': return withReplacement(facts, entry, stamp);
    case 'KEEPER_CHANGED': return withKeeper(facts, entry);
    case 'RECALL_OPENED': return withRecall(facts, entry, stamp);
    case 'RECALL_DONE': return withoutRecall(facts, entry);
    case 'STOCK_IN':
    case 'STOCK_OUT': return withStock(facts, entry, stamp);
    case 'END_OF_LIFE': return { ...withoutStock(withoutOffer(facts)), endOfLife: { mspId: stamp.mspId, entryId: entry.entryId } };
    default: return facts;
    }
}

/** The facts once a dispute of an entry was upheld: the book that the entry closed is open again. What else it said is shown with the dispute. */
export function factsAfterUpheld(facts: BookFacts, { mspId, entryId }: EntryName): BookFacts {
    const { endOfLife, ...others } = facts;
    return endOfLife?.mspId === mspId && endOfLife.entryId === entryId ? others : facts;
}
