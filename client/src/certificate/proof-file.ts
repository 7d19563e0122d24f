// The strict reading of a file that proves something: canonical JSON, in which nothing can be changed without changing what it says.
import { CarnetFailure, canonicalJson, present, type decoders, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

/** A kind of file. */
export interface ProofFormat<T> {
    /** Its field `format`. */
    readonly format: string;
    /** Its field `v`. */
    readonly version: number;
    /** UTF-8 bytes. */
    readonly maxBytes: number;
    /** What it is called, in sentences and paths of errors. */
    readonly name: string;
    readonly decoder: decoders.Decoder<T>;
}

function malformed(sentence: string, properties: { readonly field?: string; readonly cause?: unknown } = {}): CarnetError {
    const { field, cause } = properties;
    return new CarnetError('PROOF_MALFORMED', sentence, { ...field === undefined ? {} : { details: { field } }, ...present({ cause }) });
}

function textOf(file: string | Uint8Array, maxBytes: number): string {
    if (file.length > maxBytes) {
        throw new CarnetError('PROOF_TOO_LARGE', `The file has more than ${maxBytes} bytes, and so more than it can have.`, { details: { limit: maxBytes } });
    }
    if (typeof file === 'string') return file;
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
    } catch (cause) {
        throw malformed('The file is not UTF-8 text.', { cause });
    }
}

/** Written canonically, with one line end at most after it. */
function readCanonical(text: string, name: string): JsonValue {
    let value: JsonValue;
    let canonical: string;
    try {
        value = JSON.parse(text) as JsonValue;
        canonical = canonicalJson(value);
    } catch (cause) {
        throw malformed(`The file is not the JSON of a ${name}.`, { cause });
    }
    if (text !== canonical && text !== `${canonical}\n`) throw malformed('The file was written anew or changed: it is not canonical JSON.');
    return value;
}

/** @throws CarnetError PROOF_TOO_LARGE, PROOF_MALFORMED (with the `field`), PROOF_VERSION_UNKNOWN */
export function readProofFile<T>(file: string | Uint8Array, { format, version, maxBytes, name, decoder }: ProofFormat<T>): T {
    const value = readCanonical(textOf(file, maxBytes), name);
    const found = typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, JsonValue> : {};
    if (found['format'] !== format) throw malformed(`The file is no ${name} of Carnet.`);
    if (found['v'] !== version) {
        throw new CarnetError('PROOF_VERSION_UNKNOWN', `The ${name} has another version than ${version}, the one that is known here.`);
    }
    try {
        return decoder(value, name);
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        const { field } = error.parameters;
        throw malformed(error.sentence, { ...typeof field === 'string' ? { field } : {}, cause: error });
    }
}
