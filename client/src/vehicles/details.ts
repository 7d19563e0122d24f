// Confidential details: stored before the entry that names their hash, read by the own people, disclosed one by one, verified, purged.
import { randomBytes } from 'node:crypto';
import {
    detailsCodec, disclose, disclosureCodec, entryCodec, hashDetails, present, saltDetails, sameValues, verifyDisclosure as verifyAgainst,
    type BookEntryName, type Detail, type DetailsPurged, type DetailsReceipt, type DisclosedDetails, type Disclosure, type EntryReceipt,
    type EntryRequest, type RecordedEntry, type StoredDetails,
} from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError, checkedByDomain, unlessRefused } from '../errors/carnet-error.js';

/** Names and values: at most 32 of up to 2 000 characters, 128 KiB in all, on one line each; names are `[A-Za-z][A-Za-z0-9._-]{0,63}`. */
export type DetailValues = Readonly<Record<string, string>>;

function newSalt(): string {
    return randomBytes(32).toString('hex');
}

/** Who is asked is decided here, whatever the caller chose for the entry. */
function onlySignal({ signal }: CallOptions): CallOptions {
    return present({ signal });
}

/** An object as it came from somewhere, or the text of the file. */
function decoded(disclosure: Disclosure | string): Disclosure {
    return checkedByDomain(() => disclosureCodec.decode(typeof disclosure === 'string' ? disclosure : JSON.stringify(disclosure)));
}

/**
 * Checks disclosed details against the entry, without a network; the entry comes from the ledger, or from a certificate that was verified.
 *
 * ```ts
 * const { details, withheld } = verifyDisclosure(entry, readFileSync('invoice.disclosure.json', 'utf8'));
 * ```
 * @param disclosure what `discloseDetails` gave, or the text of the file in which it stands
 * @throws CarnetError DISCLOSURE_OF_OTHER_ENTRY, ENTRY_WITHOUT_DETAILS, DISCLOSURE_MISMATCH, and the decoder's codes naming the field
 */
export function verifyDisclosure(
    entry: Pick<RecordedEntry, 'vin' | 'mspId' | 'entryId' | 'detailsHash'>, disclosure: Disclosure | string,
): DisclosedDetails {
    return checkedByDomain(() => verifyAgainst(entry, decoded(disclosure)));
}

/** The calls that concern confidential details. What is confidential goes to the own organisation's peers only. */
export class DetailsClient {
    readonly #contract: ContractClient;
    readonly #mspId: string;

    constructor(contract: ContractClient, mspId: string) {
        this.#contract = contract;
        this.#mspId = mspId;
    }

    async #store({ vin, entryId }: BookEntryName, details: readonly Detail[], options: CallOptions): Promise<DetailsReceipt> {
        const transient = { details: checkedByDomain(() => detailsCodec.encode(details)) };
        return this.#contract.committed('StoreDetails', [vin, entryId], { ...this.#own(options), transient });
    }

    /**
     * What stands already is kept with its salts where the values are the same, so that a call that is repeated stores the same.
     * Nothing confidential is sent before a peer of the own organisation has answered.
     */
    async #salted(
        name: BookEntryName, values: DetailValues, options: CallOptions,
    ): Promise<{ readonly details: readonly Detail[]; readonly stands: boolean }> {
        const fresh = saltDetails(values, newSalt);
        checkedByDomain(() => detailsCodec.check(fresh));
        const known = await this.#known(name, options);
        const stands = known !== undefined && sameValues(known.details, values);
        return { details: stands ? known.details : fresh, stands };
    }

    async storeValues(vin: string, entryId: string, values: DetailValues, options: CallOptions): Promise<DetailsReceipt> {
        const name = { vin, mspId: this.#mspId, entryId };
        const { details, stands } = await this.#salted(name, values, options);
        return stands ? { ...name, detailsHash: hashDetails(name, details) } : this.#store(name, details, options);
    }

    /** Details first, then the entry: a crash between the two leaves details that the repeated call finds. */
    async record(vin: string, entry: EntryRequest, values: DetailValues, options: CallOptions): Promise<EntryReceipt> {
        if (entry.detailsHash !== undefined) {
            throw new CarnetError('INVALID_VALUE', 'Leave the hash out where the details are given.', { details: { field: 'entry.detailsHash' } });
        }
        checkedByDomain(() => entryCodec.check(entry));
        const name = { vin, mspId: this.#mspId, entryId: entry.entryId };
        const { details, stands } = await this.#salted(name, values, options);
        const detailsHash = hashDetails(name, details);
        const json = checkedByDomain(() => entryCodec.encode({ ...entry, detailsHash }));
        // Only asked: an entry that the ledger would refuse shall leave no details behind.
        await this.#contract.evaluate('RecordEntry', [vin, json], onlySignal(options));
        if (!stands) await this.#store(name, details, options);
        const receipt = await this.#contract.committed<EntryReceipt>('RecordEntry', [vin, json], options);
        // Another program of the organisation may have stored other details of the same entry meanwhile; now only these fit.
        if ((await this.#known(name, options))?.detailsHash !== detailsHash) await this.#store(name, details, options);
        return receipt;
    }

    async read(vin: string, entryId: string, options: CallOptions): Promise<StoredDetails> {
        // Not directed to the own organisation: then the gateway peer's organisation answers, and says so where it is another one.
        return this.#contract.evaluate('ReadDetails', [vin, entryId], onlySignal(options));
    }

    /** Verified before it is handed out. */
    async disclose(vin: string, entryId: string, names: readonly string[], options: CallOptions): Promise<Disclosure> {
        const stored = await this.read(vin, entryId, options);
        const disclosure = checkedByDomain(() => disclose(stored, names));
        await this.verify(disclosure, options);
        return disclosure;
    }

    verify(disclosure: Disclosure | string, options: CallOptions): Promise<DisclosedDetails> {
        const checked = decoded(disclosure);
        const { vin, mspId, entryId } = checked;
        return this.#contract.evaluate('VerifyDetails', [vin, mspId, entryId, JSON.stringify(checked)], onlySignal(options));
    }

    async purge(vin: string, entryId: string, options: CallOptions): Promise<DetailsPurged> {
        return this.#contract.committed('PurgeDetails', [vin, entryId], this.#own(options));
    }

    #known({ vin, entryId }: BookEntryName, options: CallOptions): Promise<StoredDetails | undefined> {
        return unlessRefused(this.read(vin, entryId, options), 'DETAILS_NOT_FOUND', 'DETAILS_PURGED');
    }

    #own(options: CallOptions): CallOptions {
        return { ...onlySignal(options), endorsingOrganizations: [this.#mspId] };
    }
}
