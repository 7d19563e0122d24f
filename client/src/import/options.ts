// What an import can be told, and what it tells.
import type { CarnetErrorCode } from '../errors/codes.js';
import type { BatchOptions } from '../recording/batch-recording.js';
import type { ColumnMapping } from './column-mapping.js';
import type { VinTable } from './vins.js';

/**
 * - `recorded`: on the ledger now; in a dry run, the ledger would have taken it
 * - `already`: stands in the book since before
 * - `refused`: not on the ledger, for the reason given
 * - `skipped`: done by an earlier run, blank, or left out by the mapping
 */
export type RowStatus = 'recorded' | 'already' | 'refused' | 'skipped';

/** What became of one row; rows of different cars end in no particular order. */
export interface RowResult {
    /** As a spreadsheet counts, the header being row 1; in JSON the number of the test. */
    readonly row: number;
    readonly status: RowStatus;
    readonly vin?: string;
    readonly entryId?: string;
    /** Place of the entry in its book. */
    readonly sequence?: number;
    /** Of a refused row: why. */
    readonly code?: CarnetErrorCode;
    /** Of a refused row: the column, or the path in a JSON file. */
    readonly column?: string;
    readonly message?: string;
}

export interface ImportCounts {
    /** Rows that ended: the sum of the four. */
    readonly rows: number;
    readonly recorded: number;
    readonly already: number;
    readonly refused: number;
    readonly skipped: number;
    /** Cars that were registered. */
    readonly registered: number;
}

export interface ImportProgress extends ImportCounts {
    readonly bytesRead: number;
    /** Where the size of the source is known. */
    readonly bytesTotal: number | undefined;
}

export interface ImportSummary extends ImportCounts { readonly dryRun: boolean }

interface CommonOptions extends BatchOptions {
    /** Key → VIN, for files that name no VIN: plates or DVSA's vehicle ids of a MOT history, or the column of `vin.lookup` in a mapping. */
    readonly vins?: VinTable;
    /** Registers cars that the ledger does not know, with the facts of their first row. Default: their rows are refused (VEHICLE_NOT_FOUND). */
    readonly register?: boolean;
    /** Confirms what is unusual about a VIN (VIN_WARNINGS) when its car is registered. Default: such a car is refused (VIN_NOT_CONFIRMED). */
    readonly confirmVinWarnings?: boolean;
    /** Checks every row as the ledger would, by asking one peer, and submits nothing. */
    readonly dryRun?: boolean;
    /** After a row was refused: go on with the rest (default), or stop and throw. */
    readonly onRefusal?: 'continue' | 'stop';
    /** A file in which the import keeps how far it is, removed at the end: an import that ended early goes on from there. */
    readonly checkpoint?: string;
    readonly onRow?: (result: RowResult) => void;
    readonly onProgress?: (progress: ImportProgress) => void;
}

export interface MotHistoryImportOptions extends CommonOptions { readonly format: 'mot-history' }

export interface CsvImportOptions extends CommonOptions {
    readonly format: 'csv';
    readonly mapping: ColumnMapping;
}

export type ImportOptions = MotHistoryImportOptions | CsvImportOptions;
