// A journal in a folder: one file for each signed transaction, there completely or not at all.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import { replaceFile } from '../files/replaced-file.js';
import type { Journal, SignedTransaction } from './journal.js';

const TRANSACTION_ID = /^[0-9a-f]{64}$/;
const FILE = /^[0-9a-f]{64}\.json$/;

function parse(path: string, text: string): SignedTransaction {
    const refuse = (cause?: unknown): CarnetError =>
        new CarnetError('JOURNAL_CORRUPT', `${path} is not a signed transaction of the journal.`, { details: { path }, outcome: 'unknown', cause });
    let content: unknown;
    try {
        content = JSON.parse(text);
    } catch (cause) {
        throw refuse(cause);
    }
    const { v, transactionId, call, signedAt, bytes } = (content ?? {}) as Record<string, unknown>;
    if (v !== 1 || typeof transactionId !== 'string' || typeof call !== 'string' || typeof signedAt !== 'string' || typeof bytes !== 'string') throw refuse();
    if (!path.endsWith(`${transactionId}.json`)) throw refuse();
    return { transactionId, call, signedAt, bytes: Buffer.from(bytes, 'base64') };
}

/**
 * Survives the end of the program and of the computer: each transaction is written to a temporary file, forced to disk, and
 * renamed; then the folder is forced to disk. That costs the time of two fsyncs before each submit.
 *
 * ```ts
 * const carnet = await connect({ journal: new FileJournal('/var/lib/dealer/carnet') });
 * for (const { call, outcome } of await carnet.resume()) console.log(call, outcome);
 * ```
 */
export class FileJournal implements Journal {
    readonly #folder: string;

    /** @param folder is made on the first write; not to be shared with other files */
    constructor(folder: string) {
        this.#folder = folder;
    }

    #path(transactionId: string): string {
        if (!TRANSACTION_ID.test(transactionId)) {
            throw new CarnetError('SETTING_INVALID', 'A transaction id is 64 hexadecimal digits.', { details: { transactionId } });
        }
        return join(this.#folder, `${transactionId}.json`);
    }

    async write({ transactionId, call, signedAt, bytes }: SignedTransaction): Promise<void> {
        const path = this.#path(transactionId);
        await mkdir(this.#folder, { recursive: true });
        await replaceFile(path, JSON.stringify({ v: 1, transactionId, call, signedAt, bytes: Buffer.from(bytes).toString('base64') }));
    }

    async remove(transactionId: string): Promise<void> {
        // Not forced to disk: a transaction that comes back after a crash is asked for once more, which does no harm.
        await rm(this.#path(transactionId), { force: true });
    }

    /** A `.tmp` file is of a write that did not end, and so of a transaction that was never submitted. */
    async list(): Promise<readonly SignedTransaction[]> {
        let names: string[];
        try {
            names = await readdir(this.#folder);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
            throw error;
        }
        const found = await Promise.all(names.filter(name => FILE.test(name)).map(async name => {
            const path = join(this.#folder, name);
            return parse(path, await readFile(path, 'utf8'));
        }));
        return found.sort((a, b) => a.signedAt < b.signedAt ? -1 : a.signedAt > b.signedAt ? 1 : 0);
    }
}
