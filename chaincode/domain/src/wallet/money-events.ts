// What PolicyWallet tells its listeners when money has moved.
import type { JournalRow } from './payment';

/** One movement: a row of the journal, in short. */
export type MoneyItem = Pick<JournalRow, 'type' | 'id' | 'programmeId' | 'legs'>;

/** A vehicle was paid for and has a new keeper, both in this transaction. */
export interface VehicleSoldItem extends MoneyItem {
    readonly vin: string;
    readonly offerId: string;
    /** Of the buyer. */
    readonly mspId: string;
    /** Of the entry KEEPER_CHANGED in the vehicle's book. */
    readonly sequence: number;
    readonly hash: string;
}
