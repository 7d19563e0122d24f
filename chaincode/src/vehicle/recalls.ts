// Recalls and the end of a car's life: entries with functions of their own.
import { present, RECALLING_ROLES, RETIRING_ROLES, type EntryReceipt, type RecallRequest, type RetirementRequest } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { openLicensed, recordOnce } from './governed';

/** @throws CarnetFailure those of openLicensed and recordOnce, VEHICLE_RETIRED, RECALL_ALREADY_OPEN, RECALLS_FULL */
export async function openRecall(context: LedgerContext, vin: string, { entryId, recall, date, reason }: RecallRequest): Promise<EntryReceipt> {
    const book = await openLicensed(context, vin, RECALLING_ROLES, 'Opening a recall');
    const content = { entryId, type: 'RECALL_OPENED', date, refs: { recall }, ...present({ publicNote: reason }) } as const;
    return recordOnce(context, book, content, 'recall', add => add());
}

/** Closes the book but for corrections and disputes. @throws CarnetFailure those of openLicensed and recordOnce, VEHICLE_RETIRED */
export async function retireVehicle(context: LedgerContext, vin: string, request: RetirementRequest): Promise<EntryReceipt> {
    const { entryId, date, reason, evidence } = request;
    const book = await openLicensed(context, vin, RETIRING_ROLES, 'Retiring a vehicle');
    const content = { entryId, type: 'END_OF_LIFE', date, ...present({ publicNote: reason, evidence }) } as const;
    return recordOnce(context, book, content, 'retirement', add => add());
}
