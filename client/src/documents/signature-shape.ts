// How people, their signatures and what they say are read where they stand in files.
import { decoders, type Person, type PersonSignature } from '@carnet/domain';

const { identifier, object, required, sha256Text, text } = decoders;

/** Line ends are characters that other texts may not have. */
const pem: decoders.Decoder<string> = (value, field) => typeof value === 'string' && value.length <= 16_384
    ? value
    : decoders.refuseField('WRONG_TYPE', field, 'A certificate in PEM is needed.');

/** @param max characters */
export function base64Text(max: number): decoders.Decoder<string> {
    return text({ min: 0, max, pattern: /^[A-Za-z0-9+/]*={0,2}$/, described: 'Base64 is needed.' });
}

/** Why somebody asks for something: 1–500 characters. */
export const reasonText = text({ max: 500, pattern: /^[^\p{Cc}\p{Cs}]+$/u, described: 'Send text without control characters.' });

type Needed<T> = ReturnType<typeof required<T>>;

export const personShape: decoders.Decoder<Person> = object({ mspId: required(identifier), publicKeyHash: required(sha256Text) });

/** The fields of a PersonSignature. */
export const signatureFields: { readonly signer: Needed<Person>; readonly certificate: Needed<string>; readonly signature: Needed<string> } = {
    signer: required(personShape), certificate: required(pem), signature: required(base64Text(256)),
};

export const signatureShape: decoders.Decoder<PersonSignature> = object(signatureFields);
