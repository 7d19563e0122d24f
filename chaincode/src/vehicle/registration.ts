// Registering a vehicle: its facts, and the first entry of its book.
import {
    CarnetFailure, checkVin, CURRENT_RULES, factsOfNew, formatDay, NO_HASH, present, REGISTERING_ROLES,
    REGISTRATION_ENTRY_ID, type Vehicle, type VehicleRegistration,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireMember, requireOneOf } from '../membership/authorisation';
import { EMPTY_SERIES, heads, pages, type BookHead } from './book-state';
import { requireNotLater } from './dates';
import { withId } from './id-list';
import { sealEntry, stampOf } from './recorded-entry';

/** The VIN in capitals. @param field the argument's path, for the error. @throws CarnetFailure INVALID_VIN */
export function requireVin(text: string, field: string): string {
    const { accept, vin } = checkVin(text);
    if (!accept) throw new CarnetFailure('INVALID_VIN', 'This is not a VIN: 17 characters, none of I, O and Q, not all the same.', { field });
    return vin;
}

function requireConfirmation(vin: string, confirmed: readonly string[]): void {
    const open = checkVin(vin).warnings.filter(warning => !confirmed.includes(warning));
    if (open.length === 0) return;
    throw new CarnetFailure('VIN_NOT_CONFIRMED', 'This VIN is unusual: compare it with the vehicle, then confirm the warnings.', {
        field: 'vehicle.confirmedVinWarnings', warnings: open,
    });
}

export function vehicleOf(vin: string, head: BookHead): Vehicle {
    const { facts, registeredBy, entries, headHash, verdict, reason, rulesVersion } = head;
    const { make, model, firstRegistration, odometerUnit, odometerDigits, keeperChanges, imported, openRecalls, stock, offer, endOfLife } = facts;
    return {
        vin, make, model, firstRegistration, odometerUnit, ...present({ odometerDigits }),
        registeredBy, entries, headHash, verdict, reason, rulesVersion, keeperChanges, imported, openRecalls: openRecalls.map(([recall]) => recall),
        pendingCorrections: facts.pendingCorrections.length, openDisputes: facts.openDisputes.length,
        ...stock?.mspId === undefined ? {} : { inStockOf: stock.mspId }, ...present({ offer }),
        retired: endOfLife !== undefined,
    };
}

type RegisteredFacts = Omit<VehicleRegistration, 'confirmedVinWarnings'>;

/** What a registration says of the car, without what its writer confirmed. */
function registeredFacts(vehicle: VehicleRegistration): RegisteredFacts {
    const { confirmedVinWarnings, ...facts } = vehicle;
    return confirmedVinWarnings === undefined ? vehicle : facts;
}

async function openBook(context: LedgerContext, vin: string, vehicle: VehicleRegistration): Promise<BookHead> {
    const facts = registeredFacts(vehicle);
    const entry = sealEntry(
        { entryId: REGISTRATION_ENTRY_ID, type: 'VEHICLE_REGISTERED', date: formatDay(context.time.day), vehicle },
        stampOf(context, vin), { sequence: 1, previousHash: NO_HASH }, { verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW' },
    );
    const head: BookHead = {
        facts: factsOfNew(facts),
        registeredBy: entry.mspId, registeredAs: hashOf(facts), entries: 1, pages: 1, headHash: entry.hash,
        verdict: entry.verdict, reason: entry.reason, rulesVersion: CURRENT_RULES.version,
        writers: { [entry.mspId]: [1, 1] }, ids: withId('', entry, 1), series: EMPTY_SERIES,
    };
    await heads(context).write(head, vin);
    await pages(context).write({ entries: [entry], warnings: [[]] }, vin, '1');
    context.emit('VehicleRegistered', { vin, mspId: entry.mspId, make: facts.make, model: facts.model });
    return head;
}

/**
 * Opens the book of a vehicle. The same facts from the same organisation again answer the vehicle as it stands.
 * @throws CarnetFailure NOT_LICENSED and those of requireMember, VIN_NOT_CONFIRMED, INVALID_DATE, ALREADY_EXISTS
 */
export async function registerVehicle(context: LedgerContext, vin: string, vehicle: VehicleRegistration): Promise<Vehicle> {
    requireOneOf(await requireMember(context), REGISTERING_ROLES, 'Registering a vehicle');
    requireConfirmation(vin, vehicle.confirmedVinWarnings ?? []);
    const known = await heads(context).read(vin);
    if (known !== undefined) {
        if (known.registeredBy === context.caller.mspId && known.registeredAs === hashOf(registeredFacts(vehicle))) return vehicleOf(vin, known);
        throw new CarnetFailure('ALREADY_EXISTS', 'The vehicle is registered already, with other facts or by another organisation.', {
            vin, registeredBy: known.registeredBy,
        });
    }
    requireNotLater(context, vehicle.firstRegistration, 'vehicle.firstRegistration', 'The first registration');
    return vehicleOf(vin, await openBook(context, vin, vehicle));
}
