// A connected client: vehicles, money, documents, membership, decisions, and any function of any contract underneath.
import { CONTRACT_FUNCTIONS } from '@carnet/domain';
import type { Client } from '@grpc/grpc-js';
import { evaluate } from './call/evaluate.js';
import type { CallOptions, Committed, SubmitOptions } from './call/invocation.js';
import { resume, type Resumed, type ResumeOptions } from './call/resume.js';
import type { Session } from './call/session.js';
import { submit } from './call/submit.js';
import { Documents } from './documents/documents.js';
import { CarnetError } from './errors/carnet-error.js';
import type { CommittedEvent } from './events/committed-event.js';
import { committedEvents, type EventOptions } from './events/committed-events.js';
import { Decisions } from './membership/decisions.js';
import { Membership } from './membership/membership.js';
import { Vehicles } from './vehicles/vehicles.js';
import { Programmes } from './wallets/programmes.js';
import { Wallets } from './wallets/wallets.js';

/** Made by `connect()`. One is enough for a program: calls may be made side by side. */
export class Carnet {
    readonly vehicles: Vehicles;
    readonly membership: Membership;
    readonly decisions: Decisions;
    readonly programmes: Programmes;
    readonly wallets: Wallets;
    readonly documents: Documents;
    /** Of the identity that signs. */
    readonly mspId: string;
    readonly #session: Session;
    readonly #client: Client;

    constructor(session: Session, client: Client, mspId: string) {
        this.#session = session;
        this.#client = client;
        this.mspId = mspId;
        this.vehicles = new Vehicles(session);
        this.membership = new Membership(session);
        this.decisions = new Decisions(session);
        this.programmes = new Programmes(session);
        this.wallets = new Wallets(session);
        this.documents = new Documents(session);
    }

    /**
     * Submits any function of the chaincode and waits until it is on the ledger.
     *
     * ```ts
     * const { result, blockNumber } = await carnet.submit('VehicleRecord', 'RecordEntry', [vin, json], { idempotent: true });
     * ```
     * @param contract name of the contract in the chaincode; '' for the default contract
     * @throws CarnetError, whose `outcome` says what is on the ledger; ONLY_TO_EVALUATE for a function of Carnet that only reads
     */
    async submit(contract: string, fn: string, args: readonly string[] = [], options: SubmitOptions = {}): Promise<Committed> {
        if (CONTRACT_FUNCTIONS.some(known => known.contract === contract && known.name === fn && known.kind === 'evaluate')) {
            // What a submitted transaction answers stands on the ledger, for every member and for ever: also confidential details.
            throw new CarnetError('ONLY_TO_EVALUATE', `${contract}:${fn} only reads: evaluate it.`, { details: { function: `${contract}:${fn}` } });
        }
        return submit(this.#session, { contract, fn, args }, options);
    }

    /** Asks any function of the chaincode on one peer; nothing is written. @returns the answer as text */
    evaluate(contract: string, fn: string, args: readonly string[] = [], options: CallOptions = {}): Promise<string> {
        return evaluate(this.#session, { contract, fn, args }, options);
    }

    /**
     * Settles what the journal kept from an earlier run: sends the same signed bytes again until each outcome is known.
     * Call it once at the start of a program, before new work.
     */
    resume(options: ResumeOptions = {}): Promise<Resumed[]> {
        return resume(this.#session, options);
    }

    /**
     * What is written on the ledger, event by event, in its order: first what there is, then what comes. The stream is opened again where it
     * breaks off. Nothing is left out, and after a crash only the event that was being handled comes once more; whoever keeps `blockNumber` and
     * `transactionId` with what he made of an event, in one step, and gives them as `after`, gets that one too just once.
     *
     * ```ts
     * const checkpoint = await FileCheckpoint.open('/var/lib/dealer/events.json');
     * for await (const event of carnet.events({ checkpoint, signal })) {
     *     if (event.type === 'EntriesRecorded') for (const { vin } of event.items) await refresh(vin);
     * }
     * ```
     * Events are of one peer, which is trusted as for any reading.
     * @throws CarnetError, while iterating: CLIENT_CLOSED, ACCESS_DENIED, EVENT_UNREADABLE, EVENTS_CHECKPOINT_MISMATCH, EVENTS_CHECKPOINT_INVALID
     */
    events(options: EventOptions = {}): AsyncGenerator<CommittedEvent, void, undefined> {
        return committedEvents(this.#session, options);
    }

    /** Ends the connection; calls in progress fail with CLIENT_CLOSED. */
    close(): void {
        this.#session.close();
        this.#client.close();
    }
}
