// Makes a certificate: has the report signed by several organisations, and collects the book up to the head that they signed.
import type { CharterState, HistoryPage, RecordedEntry } from '@carnet/domain';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { pause } from '../call/backoff.js';
import { endorse } from '../call/endorse.js';
import type { Session } from '../call/session.js';
import { ContractClient } from '../contract-client.js';
import { CarnetError } from '../errors/carnet-error.js';
import { assembleCertificate, headOf } from './assemble.js';
import type { Certificate } from './format.js';
import { readReport } from './report-codec.js';

export interface CertificateOptions {
    /** MSP ids of at least two organisations that are all to sign; left out, all of the charter that can be reached. */
    readonly organizations?: readonly string[];
    readonly signal?: AbortSignal;
}

/** Proposals to organisations of which some may simply not be there. */
const ATTEMPTS_WITH_ALL = 3;
/** Codes of an organisation that does not take part now. */
const ABSENT: ReadonlySet<string> = new Set(['ENDORSERS_UNAVAILABLE', 'CHAINCODE_UNAVAILABLE', 'ENDORSEMENT_FAILED', 'DEADLINE_EXCEEDED']);
/** Times that a peer behind the signed head is asked again, half a second apart. */
const WAITS_FOR_HEAD = 20;
const WAIT_MS = 500;

type Abort = Pick<CertificateOptions, 'signal'>;

function tooFew(asked: readonly string[], answered: readonly string[], cause?: unknown): CarnetError {
    return new CarnetError('SIGNERS_UNAVAILABLE', 'A certificate is signed by at least two organisations, and fewer could be reached.', {
        details: { asked, answered }, retryable: true, ...cause === undefined ? {} : { cause },
    });
}

class Issuing {
    readonly #vehicles: ContractClient;

    constructor(private readonly session: Session, private readonly vin: string, private readonly abort: Abort) {
        this.#vehicles = new ContractClient(session, 'VehicleRecord');
    }

    async organisations(): Promise<string[]> {
        const state = await new ContractClient(this.session, 'Membership').evaluate<CharterState>('ReadCharter', [], this.abort);
        return state.charter.organisations.map(({ mspId }) => mspId).filter(mspId => !state.suspended.includes(mspId));
    }

    signedBy(endorsingOrganizations: readonly string[], attempts?: number): Promise<Transaction> {
        return endorse(this.session, { contract: 'VehicleRecord', fn: 'ReadReport', args: [this.vin] }, {
            ...this.abort, endorsingOrganizations, ...attempts === undefined ? {} : { attempts },
        });
    }

    async #isPresent(mspId: string): Promise<boolean> {
        try {
            await this.signedBy([mspId], 1);
            return true;
        } catch (error) {
            if (error instanceof CarnetError && ABSENT.has(error.code)) return false;
            throw error;
        }
    }

    /** Signed by all of them, or by those of them that are there. */
    async signedByPresent(organisations: readonly string[]): Promise<Transaction> {
        try {
            return await this.signedBy(organisations, ATTEMPTS_WITH_ALL);
        } catch (error) {
            if (!(error instanceof CarnetError && ABSENT.has(error.code))) throw error;
            const present = await Promise.all(organisations.map(mspId => this.#isPresent(mspId)));
            const answered = organisations.filter((_, index) => present[index]);
            if (answered.length < 2) throw tooFew(organisations, answered, error);
            return this.signedBy(answered);
        }
    }

    /** The first `count` entries; the book may have grown since it was signed. */
    async entries(count: number): Promise<RecordedEntry[]> {
        const entries: RecordedEntry[] = [];
        const pages = this.#vehicles.pages(bookmark => this.#vehicles.evaluate<HistoryPage>('ReadHistory', [this.vin, '100', bookmark], this.abort));
        for await (const page of pages) {
            entries.push(...page.entries);
            if (entries.length >= count) break;
        }
        return entries.slice(0, count);
    }

    /** The entries that lead to the signed head. @throws CarnetError BOOK_BEHIND */
    async bookUpTo(headHash: string, count: number): Promise<RecordedEntry[]> {
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

/** common.Envelope, which nobody has signed: the endorsements are inside. */
function envelopeOf(transaction: Transaction): Uint8Array {
    return gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope()?.serializeBinary() ?? new Uint8Array();
}

/** See `Vehicles.certificate`. */
export async function issueCertificate(session: Session, vin: string, { organizations, signal }: CertificateOptions): Promise<Certificate> {
    const issuing = new Issuing(session, vin, signal === undefined ? {} : { signal });
    const asked = organizations ?? await issuing.organisations();
    if (new Set(asked).size < 2) throw tooFew(asked, []);
    const transaction = organizations === undefined ? await issuing.signedByPresent(asked) : await issuing.signedBy(asked);
    const { vehicle } = readReport(new TextDecoder().decode(transaction.getResult()));
    return assembleCertificate(envelopeOf(transaction), await issuing.bookUpTo(vehicle.headHash, vehicle.entries));
}
