// Makes a certificate: has the report signed by several organisations, and collects the book up to the head that they signed.
import { present, type HistoryPage } from '@carnet/domain';
import { pause } from '../call/backoff.js';
import { ContractClient } from '../call/contract-client.js';
import type { Session } from '../call/session.js';
import { CarnetError } from '../errors/carnet-error.js';
import { assembleCertificate, disclose, headOf } from './assemble.js';
import { endorsedAnswer, type CertificateOptions } from './endorsed-answer.js';
import type { Certificate, CertificateEntry } from './format.js';
import { readReport } from './report-codec.js';

/** Times that a peer behind the signed head is asked again, half a second apart. */
const WAITS_FOR_HEAD = 20;
const WAIT_MS = 500;

/** The book as the peer that answers questions shows it. */
class SignedBook {
    readonly #vehicles: ContractClient;

    constructor(session: Session, private readonly vin: string, private readonly abort: Pick<CertificateOptions, 'signal'>) {
        this.#vehicles = new ContractClient(session, 'VehicleRecord');
    }

    /** The first `count` entries; the book may have grown since it was signed. */
    async entries(count: number): Promise<CertificateEntry[]> {
        const entries: CertificateEntry[] = [];
        const pages = this.#vehicles.pages(bookmark => this.#vehicles.evaluate<HistoryPage>('ReadHistory', [this.vin, '100', bookmark], this.abort));
        for await (const page of pages) {
            entries.push(...page.entries.map(disclose));
            if (entries.length >= count) break;
        }
        return entries.slice(0, count);
    }

    /** The entries that lead to the signed head. @throws CarnetError BOOK_BEHIND */
    async upTo(headHash: string, count: number): Promise<CertificateEntry[]> {
        for (let wait = 0; ; wait++) {
            const entries = await this.entries(count);
            if (entries.length === count) {
                if (headOf(entries) === headHash) return entries;
                throw new CarnetError('BOOK_BEHIND', 'The peer shows another book than the organisations signed.', { details: { vin: this.vin, headHash } });
            }
            if (wait >= WAITS_FOR_HEAD) {
                throw new CarnetError('BOOK_BEHIND', `The peer has ${entries.length} of the ${count} entries that were signed.`, {
                    details: { vin: this.vin, signed: count, found: entries.length }, retryable: true,
                });
            }
            // The organisations that signed may be a block ahead of the peer that is asked.
            await pause(WAIT_MS, this.abort.signal);
        }
    }
}

/** See `Vehicles.certificate`. */
export async function issueCertificate(session: Session, vin: string, options: CertificateOptions): Promise<Certificate> {
    const { payload, envelope } = await endorsedAnswer(session, { contract: 'VehicleRecord', fn: 'ReadReport', args: [vin] }, options);
    const { vehicle } = readReport(payload);
    const { signal } = options;
    const book = await new SignedBook(session, vin, present({ signal })).upTo(vehicle.headHash, vehicle.entries);
    return assembleCertificate(envelope, book);
}
