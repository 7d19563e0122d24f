// The decoders of a currency: its code, and how many decimals its minor unit stands for.
import { integer, object, required, text, type Decoder } from '../codec/decoder';

/** ISO 4217. */
export const currencyCode = text({ max: 3, pattern: /^[A-Z]{3}$/, described: 'Send a currency as three capital letters (ISO 4217).' });

export const currency: Decoder<{ readonly code: string; readonly scale: number }> = object({
    code: required(currencyCode), scale: required(integer(0, 6)),
});
