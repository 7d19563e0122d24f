// Answers about documents that organisations signed: what is relied on is read strictly, and what this program does not know yet is left as it is.
import { CarnetFailure, decoders, type JsonObject, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

type Shape = Parameters<typeof decoders.object>[0];

function isObject(value: JsonValue): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields, and perhaps others of a newer chaincode. */
export function known<S extends Shape>(shape: S): decoders.Decoder<decoders.Decoded<S>> {
    const decode = decoders.object(shape);
    return (value, field) => {
        if (!isObject(value)) return decode(value, field);
        const own = Object.fromEntries(Object.keys(shape).flatMap(name => Object.hasOwn(value, name) ? [[name, value[name] ?? null]] : []));
        return { ...value, ...decode(own, field) };
    };
}

export function nullable<T>(decoder: decoders.Decoder<T>): decoders.Decoder<T | null> {
    return (value, field) => value === null ? null : decoder(value, field);
}

/** @param name of the answer, in paths of fields. @throws CarnetError PROOF_REPORT_UNREADABLE with the `field` */
export function readShown<T>(payload: string, decoder: decoders.Decoder<T>, name: string): T {
    try {
        return decoder(JSON.parse(payload) as JsonValue, name);
    } catch (cause) {
        if (!(cause instanceof CarnetFailure || cause instanceof SyntaxError)) throw cause;
        const details = cause instanceof CarnetFailure ? { ...cause.parameters } : {};
        throw new CarnetError('PROOF_REPORT_UNREADABLE', `What was signed as ${name} is not what such an answer is.`, { details, cause });
    }
}
