// The cars that an import writes on: known to the ledger, or registered on the way.
import { checkVin, present, vehicleCodec, type Vehicle, type VehicleRegistration } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { checkedByDomain, unlessRefused } from '../errors/carnet-error.js';

export interface Car {
    /** Highest sequence in the book that is known: an entry that the ledger answers with one up to here stands there since before. */
    highest: number;
    /** False in a dry run for a car that would be registered: the ledger cannot be asked about its entries. */
    readonly exists: boolean;
}

export interface CarsOptions {
    readonly register: boolean;
    readonly confirmVinWarnings: boolean;
    readonly dryRun: boolean;
    readonly call: Pick<CallOptions, 'signal' | 'endorsingOrganizations'>;
}

/** Cars that are kept in mind; one that is met again later is read again. */
const REMEMBERED = 10_000;

export class Cars {
    registered = 0;
    readonly #known = new Map<string, Promise<Car>>();

    constructor(private readonly contract: ContractClient, private readonly options: CarsOptions) {}

    /**
     * @param registration what the row says of the car, for registering it
     * @throws CarnetError VEHICLE_NOT_FOUND, and those of RegisterVehicle
     */
    async open(vin: string, registration: VehicleRegistration | undefined): Promise<Car> {
        const known = this.#known.get(vin);
        if (known !== undefined) return await known;
        const [oldest] = this.#known.keys();
        if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
        const opening = this.#find(vin, registration);
        this.#known.set(vin, opening);
        try {
            return await opening;
        } catch (error) {
            // The next row may say more of the car, or the peer may be back.
            this.#known.delete(vin);
            throw error;
        }
    }

    async #find(vin: string, registration: VehicleRegistration | undefined): Promise<Car> {
        const { signal } = this.options.call;
        const read = this.contract.evaluate<Vehicle>('ReadVehicle', [vin], present({ signal }));
        if (!this.options.register || registration === undefined) return { highest: (await read).entries, exists: true };
        const known = await unlessRefused(read, 'VEHICLE_NOT_FOUND');
        return known === undefined ? await this.#register(vin, registration) : { highest: known.entries, exists: true };
    }

    async #register(vin: string, registration: VehicleRegistration): Promise<Car> {
        const { confirmVinWarnings, dryRun, call } = this.options;
        const { warnings } = checkVin(vin);
        const confirmed = confirmVinWarnings && warnings.length > 0 ? { ...registration, confirmedVinWarnings: warnings } : registration;
        const request = [vin, checkedByDomain(() => vehicleCodec.encode(confirmed))];
        if (dryRun) await this.contract.evaluate<Vehicle>('RegisterVehicle', request, present({ signal: call.signal }));
        else await this.contract.submit<Vehicle>('RegisterVehicle', request, call);
        this.registered += 1;
        return { highest: 1, exists: !dryRun };
    }
}
