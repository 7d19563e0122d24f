// The context of one transaction: who calls, when, what is stored, and the events collected for its end.
import {
    CarnetFailure, canonicalJson, EVENT_NAME, EVENT_VERSION, formatInstant, MILLISECONDS_PER_DAY,
    type CarnetEventItems, type CarnetEventType, type ContractFunction,
} from '@carnet/domain';
import { Context } from 'fabric-contract-api';
import { Caller } from './caller';
import { checkCall } from './call';
import { refuseSkewedClock } from './clock';
import { WorldState } from './world-state';

/**
 * One certificate and nothing else. The peer verifies the first block that Go's pem.Decode can read and ignores what stands around it, while
 * fabric-shim takes the first block that *it* can read: with two blocks, one person could sign as himself and be taken for another.
 */
const ONE_CERTIFICATE = /^-----BEGIN CERTIFICATE-----[\r\n]+[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----[\r\n]*$/;

/** The transaction's timestamp: the client's claim, the same on every peer. */
export interface TransactionTime {
    readonly milliseconds: number;
    /** Days since 1970-01-01, UTC. */
    readonly day: number;
    /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
    readonly iso: string;
}

export class LedgerContext extends Context {
    readonly #contract: string;
    #call: ContractFunction | undefined;
    #state: WorldState | undefined;
    #caller: Caller | undefined;
    #time: TransactionTime | undefined;
    #eventType: CarnetEventType | undefined;
    readonly #eventItems: unknown[] = [];

    constructor(contract: string) {
        super();
        this.#contract = contract;
    }

    /**
     * Called by the framework first of all, before it looks at the arguments: the one place where a wrong call can be refused in our
     * words instead of the framework's.
     * @throws CarnetFailure UNKNOWN_FUNCTION, WRONG_ARGUMENT_COUNT, TOO_LARGE, INVALID_CALLER
     */
    setChaincodeStub(stub: Context['stub']): void {
        this.stub = stub;
        this.#call = checkCall(this.#contract, stub);
        if (!ONE_CERTIFICATE.test(Buffer.from(stub.getCreator().idBytes).toString('latin1'))) {
            throw new CarnetFailure('INVALID_CALLER', 'The caller\'s identity is not one X.509 certificate in PEM, without anything around it.');
        }
    }

    /** The function called, from the documented table. */
    get call(): ContractFunction {
        if (this.#call === undefined) throw new Error('The context has no stub yet.');
        return this.#call;
    }

    /** Path of a field of the request, the first argument of the function that is called: for what is found out only when it is looked at. */
    fieldOf(name: string): string {
        return `${this.call.parameters[0] ?? ''}.${name}`;
    }

    get state(): WorldState {
        this.#state ??= new WorldState(this.stub, this.call.kind);
        return this.#state;
    }

    get caller(): Caller {
        this.#caller ??= new Caller(this.clientIdentity);
        return this.#caller;
    }

    /** Called once at the start of every writing function, and of a reading one whose answer names the time. @throws CarnetFailure CLOCK_SKEW */
    requireTime(): void {
        const milliseconds = this.stub.getDateTimestamp().getTime();
        refuseSkewedClock(milliseconds);
        this.#time = { milliseconds, day: Math.floor(milliseconds / MILLISECONDS_PER_DAY), iso: formatInstant(milliseconds) };
    }

    /** The time once it was checked. */
    get time(): TransactionTime {
        if (this.#time === undefined) throw new Error('The time of this call was not checked.');
        return this.#time;
    }

    /** Adds an item to the event of this transaction. Fabric keeps one event, so all items are of one type. */
    emit<T extends CarnetEventType>(type: T, item: CarnetEventItems[T]): void {
        if (this.#eventType !== undefined && this.#eventType !== type) throw new Error(`A transaction has one type of event: ${type} after ${this.#eventType}.`);
        this.#eventType = type;
        this.#eventItems.push(item);
    }

    /** Sets the event at the end of the transaction, if there is one. */
    setCollectedEvent(): void {
        if (this.#eventType === undefined) return;
        const envelope = { v: EVENT_VERSION, type: this.#eventType, items: this.#eventItems };
        this.stub.setEvent(EVENT_NAME, Buffer.from(canonicalJson(envelope), 'utf8'));
    }
}
