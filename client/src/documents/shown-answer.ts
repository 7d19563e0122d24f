// Answers about documents as somebody shows them: what is relied on is read strictly, and what this program does not know yet is left as it is.
import { CarnetFailure, decoders, type JsonObject, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import type { ClientCode } from '../errors/codes.js';

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

/** @param name of the answer, in paths of fields. @throws CarnetError with this code and the `field` */
export function readShown<T>(value: unknown, decoder: decoders.Decoder<T>, name: string, code: ClientCode = 'RESPONSE_UNREADABLE'): T {
    try {
        return decoder(value as JsonValue, name);
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        throw new CarnetError(code, `What is shown as ${name} is not what such an answer is: ${error.sentence}`, { details: { ...error.parameters }, cause: error });
    }
}

/** As readShown, of the text of an answer. */
export function readShownText<T>(text: string, decoder: decoders.Decoder<T>, name: string, code: ClientCode): T {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (cause) {
        throw new CarnetError(code, `What is shown as ${name} is not JSON.`, { cause });
    }
    return readShown(value, decoder, name, code);
}
