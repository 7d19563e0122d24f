// How far an import is, in a file that is there completely or not at all.
import { readFile, rm } from 'node:fs/promises';
import { sha256Hex } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import { replaceFile } from '../files/replaced-file.js';

/** All rows up to this one are done, and this is the hash of what they say and of how they were read. */
export interface Place { readonly row: number; readonly digest: string }

/** The hash of a row with all before it. */
export function digestOf(before: string, content: string): string {
    return sha256Hex(`${before}\n${content}`);
}

function invalid(path: string, reason: string, cause?: unknown): CarnetError {
    return new CarnetError('IMPORT_CHECKPOINT_INVALID', `The checkpoint ${path} ${reason}.`, { details: { path }, cause });
}

export function mismatch(path: string): CarnetError {
    return new CarnetError('IMPORT_CHECKPOINT_MISMATCH', `The checkpoint ${path} belongs to another file, mapping or member.`, { details: { path } });
}

/** @returns undefined where there is no such file. @throws CarnetError IMPORT_CHECKPOINT_INVALID */
export async function readCheckpoint(path: string): Promise<Place | undefined> {
    let content: unknown;
    try {
        content = JSON.parse(await readFile(path, 'utf8'));
    } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw invalid(path, 'cannot be read', cause);
    }
    const { v, row, digest } = (content ?? {}) as Record<string, unknown>;
    const valid = v === 1 && typeof row === 'number' && Number.isSafeInteger(row) && row >= 0 && typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest);
    if (!valid) throw invalid(path, 'is not one of an import');
    return { row, digest };
}

async function replace(path: string, { row, digest }: Place): Promise<void> {
    try {
        await replaceFile(path, `${JSON.stringify({ v: 1, row, digest })}\n`);
    } catch (cause) {
        throw invalid(path, `cannot be written: ${systemReason(cause)}`, cause);
    }
}

/** Writes the newest place, one write at a time; what becomes old while it waits is not written. */
export class CheckpointWriter {
    #waiting: Place | undefined;
    #writing: Promise<void> | undefined;
    #failure: unknown;

    constructor(private readonly path: string) {}

    /** @throws CarnetError IMPORT_CHECKPOINT_INVALID, of an earlier write */
    note(place: Place): void {
        if (this.#failure !== undefined) throw this.#failure as Error;
        this.#waiting = place;
        this.#writing ??= this.#write().catch((error: unknown) => { this.#failure = error; }).finally(() => { this.#writing = undefined; });
    }

    async #write(): Promise<void> {
        for (let place = this.#waiting; place !== undefined; place = this.#waiting) {
            this.#waiting = undefined;
            await replace(this.path, place);
        }
    }

    /** Waits for what is being written. @throws CarnetError IMPORT_CHECKPOINT_INVALID */
    async settle(): Promise<void> {
        await this.#writing;
        if (this.#failure !== undefined) throw this.#failure as Error;
    }

    /** Once everything is done there is nothing to go on from. */
    async remove(): Promise<void> {
        await this.settle();
        await rm(this.path, { force: true });
    }
}
