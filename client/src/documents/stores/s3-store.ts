// Ciphertexts in an S3-compatible store: one object each, named by its hash, which is also the hash that the request signs.
import { AwsV4Signer } from 'aws4fetch';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '@carnet/domain';
import { throwIfAborted } from '../../call/abort.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { ByteRange, CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';
import { ciphertextMissing, requireHash, storeFailed } from './failures.js';
import { FilesystemStore } from './filesystem-store.js';
import { s3Settings, type S3Options, type S3Settings } from './s3-options.js';

/** What one PUT takes, as AWS documents it; ciphertexts are sent in one. */
const PUT_LIMIT = 5 * 1024 ** 3;
/** Tries of one request; a busy server answers 5xx or 429, and a connection may break. */
const TRIES = 4;
/** Milliseconds before the second try; doubled for each further one. */
const FIRST_PAUSE = 100;
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface Outgoing {
    readonly method: 'PUT' | 'GET' | 'HEAD' | 'DELETE';
    readonly hash: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Opened anew for each try. */
    readonly body?: () => ReadableStream;
    readonly signal: AbortSignal | undefined;
}

/**
 * A ciphertext is first written to a temporary file, since its name is not known before its last byte; then it is sent in one PUT of known
 * length, and a server that checks what SigV4 signs (AWS and MinIO do) refuses any other bytes.
 *
 * ```ts
 * const store = new S3Store({ bucket: 'contracts', endpoint: 'https://minio.example.com' });   // credentials from AWS_ACCESS_KEY_ID, …
 * ```
 */
export class S3Store implements CiphertextStore {
    readonly description: string;
    readonly #settings: S3Settings;

    /** @throws CarnetError SETTING_MISSING, SETTING_INVALID, PLAINTEXT_REFUSED */
    constructor(options: S3Options) {
        this.#settings = s3Settings(options);
        this.description = `the S3 store ${this.#settings.base.href}`;
    }

    async put(content: AsyncIterable<Uint8Array>, { signal }: StoreOptions = {}): Promise<StoredCiphertext> {
        const folder = await mkdtemp(join(tmpdir(), 'carnet-ciphertext-'));
        try {
            const spool = new FilesystemStore(folder);
            const stored = await spool.put(content, present({ signal }));
            await this.#send(stored, spool, signal);
            return stored;
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    }

    async #send({ hash, length }: StoredCiphertext, spool: FilesystemStore, signal: AbortSignal | undefined): Promise<void> {
        if (length > PUT_LIMIT) {
            throw new CarnetError('STORE_TOO_LARGE', `${this.description} takes ciphertexts of at most ${PUT_LIMIT} bytes.`, { details: { limit: PUT_LIMIT } });
        }
        const headers = { 'content-length': String(length), 'content-type': 'application/octet-stream', 'x-amz-content-sha256': hash };
        const body = (): ReadableStream => Readable.toWeb(Readable.from(spool.get(hash))) as ReadableStream;
        const answer = await this.#request({ method: 'PUT', hash, headers, body, signal });
        await answer.body?.cancel();
        if (!answer.ok) throw this.#refused('written', answer.status);
    }

    async* get(hash: string, range?: ByteRange, { signal }: StoreOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
        const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
        const answer = await this.#request({ method: 'GET', hash: requireHash(hash), headers, signal });
        if (answer.status !== (range === undefined ? 200 : 206) || answer.body === null) {
            await answer.body?.cancel();
            throw answer.status === 404 ? ciphertextMissing(this, hash) : this.#refused('read', answer.status);
        }
        try {
            yield* answer.body as unknown as AsyncIterable<Uint8Array>;
        } catch (error) {
            throwIfAborted(signal, 'rejected');
            throw storeFailed(this, 'read', error);
        }
    }

    async has(hash: string): Promise<boolean> {
        const { ok, status } = await this.#request({ method: 'HEAD', hash: requireHash(hash), signal: undefined });
        if (!ok && status !== 404) throw this.#refused('read', status);
        return ok;
    }

    async delete(hash: string): Promise<void> {
        const answer = await this.#request({ method: 'DELETE', hash: requireHash(hash), signal: undefined });
        await answer.body?.cancel();
        if (!answer.ok && answer.status !== 404) throw this.#refused('written', answer.status);
    }

    /** The status alone: the text of the server may repeat the request with what signs it. */
    #refused(what: 'read' | 'written', status: number): CarnetError {
        const { description } = this;
        return new CarnetError('STORE_FAILED', `${description} cannot be ${what}: it answers ${status}.`, { details: { status }, retryable: status >= 500 || status === 429 });
    }

    async #request({ method, hash, headers = {}, body, signal }: Outgoing): Promise<Response> {
        const { base, prefix, sessionToken, ...credentials } = this.#settings;
        const url = new URL(`${prefix}${hash}`, base).href;
        for (let attempt = 1; ; attempt++) {
            throwIfAborted(signal, 'rejected');
            const signer = new AwsV4Signer({
                ...credentials, ...present({ sessionToken }),
                service: 's3', method, url, headers: { 'x-amz-content-sha256': EMPTY_HASH, ...headers },
            });
            const signed = await signer.sign();
            try {
                const answer = await fetch(signed.url, {
                    method, headers: signed.headers, redirect: 'error', ...present({ signal }),
                    ...body === undefined ? {} : { body: body(), duplex: 'half' },
                });
                if (attempt === TRIES || (answer.status < 500 && answer.status !== 429)) return answer;
                await answer.body?.cancel();
            } catch (error) {
                throwIfAborted(signal, 'rejected');
                if (attempt === TRIES) throw storeFailed(this, method === 'PUT' || method === 'DELETE' ? 'written' : 'read', (error as Error).cause ?? error);
            }
            await sleep(FIRST_PAUSE * 2 ** (attempt - 1));
        }
    }
}
