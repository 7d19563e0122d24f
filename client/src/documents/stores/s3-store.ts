// Ciphertexts in an S3-compatible store: one object each, named by its hash, which is also the hash that the request signs.
import { AwsV4Signer } from 'aws4fetch';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '@carnet/domain';
import { throwIfAborted } from '../../call/abort.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { ByteRange, CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';
import { ciphertextMissing, requireHash, storeFailed } from './failures.js';
import { FilesystemStore } from './filesystem-store.js';
import { Patience } from './patience.js';
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
    readonly body?: () => AsyncIterable<Uint8Array>;
    readonly signal: AbortSignal | undefined;
}

interface Answered { readonly answer: Response; readonly patience: Patience }

/** What is not read any more; a connection that broke meanwhile changes nothing. */
async function discard({ body }: Response): Promise<void> {
    await body?.cancel().catch(() => undefined);
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
        const { answer } = await this.#request({ method: 'PUT', hash, headers, body: () => spool.get(hash), signal });
        await discard(answer);
        if (!answer.ok) throw this.#refused('written', answer.status);
    }

    async* get(hash: string, range?: ByteRange, { signal }: StoreOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
        const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
        const { answer, patience } = await this.#request({ method: 'GET', hash: requireHash(hash), headers, signal });
        if (answer.status !== (range === undefined ? 200 : 206) || answer.body === null) {
            await discard(answer);
            throw answer.status === 404 ? ciphertextMissing(this, hash) : this.#refused('read', answer.status);
        }
        try {
            let left = range?.length ?? Infinity;
            for await (const piece of patience.received(answer.body)) {
                left -= piece.length;
                if (left < 0) throw new CarnetError('CIPHERTEXT_CORRUPT', `${this.description} gives more of the ciphertext than was asked for.`, { details: { hash } });
                yield piece;
            }
        } catch (error) {
            throwIfAborted(signal, 'rejected');
            throw error instanceof CarnetError ? error : storeFailed(this, 'read', error);
        }
    }

    async has(hash: string): Promise<boolean> {
        const { answer: { ok, status } } = await this.#request({ method: 'HEAD', hash: requireHash(hash), signal: undefined });
        if (!ok && status !== 404) throw this.#refused('read', status);
        return ok;
    }

    async delete(hash: string): Promise<void> {
        const { answer } = await this.#request({ method: 'DELETE', hash: requireHash(hash), signal: undefined });
        await discard(answer);
        if (!answer.ok && answer.status !== 404) throw this.#refused('written', answer.status);
    }

    /** The status alone: the text of the server may repeat the request with what signs it. */
    #refused(what: 'read' | 'written', status: number): CarnetError {
        const { description } = this;
        return new CarnetError('STORE_FAILED', `${description} cannot be ${what}: it answers ${status}.`, { details: { status }, retryable: status >= 500 || status === 429 });
    }

    async #request({ method, hash, headers = {}, body, signal }: Outgoing): Promise<Answered> {
        const { base, prefix, sessionToken, timeoutSeconds, ...credentials } = this.#settings;
        const what = method === 'PUT' || method === 'DELETE' ? 'written' : 'read';
        const url = new URL(`${prefix}${hash}`, base).href;
        for (let attempt = 1; ; attempt++) {
            throwIfAborted(signal, 'rejected');
            const signer = new AwsV4Signer({
                ...credentials, ...present({ sessionToken }),
                service: 's3', method, url, headers: { 'x-amz-content-sha256': EMPTY_HASH, ...headers },
            });
            const signed = await signer.sign();
            const headersSent = new Headers(signed.headers);
            // Nothing is unpacked: a few bytes could become very many. Not signed, as some proxies write this header anew.
            headersSent.set('accept-encoding', 'identity');
            const patience = new Patience(timeoutSeconds);
            patience.wait();
            try {
                const answer = await fetch(signed.url, {
                    method, headers: headersSent, redirect: 'manual', signal: AbortSignal.any(signal === undefined ? [patience.signal] : [patience.signal, signal]),
                    ...body === undefined ? {} : { body: patience.sent(body()) as ReadableStream, duplex: 'half' },
                });
                if (answer.ok && answer.headers.has('content-encoding')) {
                    await discard(answer);
                    throw storeFailed(this, what, new Error('it answers something else than the bytes that it keeps'));
                }
                if (attempt === TRIES || (answer.status < 500 && answer.status !== 429)) return { answer, patience };
                await discard(answer);
            } catch (error) {
                throwIfAborted(signal, 'rejected');
                if (error instanceof CarnetError) throw error;
                if (attempt === TRIES || patience.signal.aborted) throw storeFailed(this, what, (error as Error).cause ?? error);
            } finally {
                patience.got(0);
            }
            await sleep(FIRST_PAUSE * 2 ** (attempt - 1));
        }
    }
}
