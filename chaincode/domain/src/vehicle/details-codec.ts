// The strict reading and writing of confidential details and of disclosures: one form for each content.
import { identifier, list, object, refuseField, required, sha256Text, text, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { DETAIL_VALUE_MAX, DETAILS_MAX, type Detail, type Disclosure } from './details';
import { checkVin } from './vin';

/** UTF-8 bytes of the JSON of an entry's details, or of a disclosure: all details of full length in ASCII, with room to spare. */
export const DETAILS_MAX_BYTES = 128 * 1024;

const salt: Decoder<string> = (value, field) => {
    const decoded = sha256Text(value, field);
    if (/^(.)\1*$/.test(decoded)) refuseField('INVALID_VALUE', field, 'Send 32 random bytes in hexadecimal: without them the value can be guessed.');
    return decoded;
};

const detail = object({
    name: required(text({ max: 64, pattern: /^[A-Za-z][A-Za-z0-9._-]*$/, described: 'Begin with a letter, then letters, digits and . _ - only.' })),
    salt: required(salt),
    value: required(text({ max: DETAIL_VALUE_MAX })),
});

function requireAscending(texts: readonly string[], field: (index: number) => string): void {
    texts.forEach((one, index) => {
        const before = texts[index - 1];
        if (before !== undefined && before >= one) refuseField('INVALID_VALUE', field(index), 'Put the list into ascending order, each once.');
    });
}

/** Names ascending, so that equal details are equal bytes; a salt of its own for each. */
const details: Decoder<readonly Detail[]> = (value, field) => {
    const decoded = list(detail, { min: 1, max: DETAILS_MAX })(value, field);
    requireAscending(decoded.map(({ name }) => name), index => `${field}[${index}].name`);
    const salts = decoded.map(one => one.salt);
    salts.forEach((one, index) => {
        if (salts.indexOf(one) !== index) refuseField('INVALID_VALUE', `${field}[${index}].salt`, 'Make a random salt for each detail.');
    });
    return decoded;
};

/** The VIN as the ledger keeps it: a second spelling would be a second disclosure of the same. */
const ledgerVin: Decoder<string> = (value, field) => {
    const decoded = text({ max: 17 })(value, field);
    const { accept, vin } = checkVin(decoded);
    return accept && vin === decoded ? decoded : refuseField('INVALID_VALUE', field, 'Send the VIN in capitals as the ledger keeps it.');
};

const disclosureFields = object({
    v: required((value, field): 1 => value === 1 ? value : refuseField('INVALID_VALUE', field, 'This version of disclosures is not known: send 1.')),
    vin: required(ledgerVin),
    mspId: required(identifier),
    entryId: required(identifier),
    shown: required(details),
    withheld: required(list(sha256Text, { max: DETAILS_MAX })),
});

const disclosure: Decoder<Disclosure> = (value, field) => {
    const decoded = disclosureFields(value, field);
    requireAscending(decoded.withheld, index => `${field}.withheld[${index}]`);
    if (decoded.shown.length + decoded.withheld.length > DETAILS_MAX) {
        refuseField('OUT_OF_RANGE', `${field}.withheld`, `An entry has at most ${DETAILS_MAX} details.`);
    }
    return decoded;
};

/** The transient value `details` of `VehicleRecord:StoreDetails(vin, entryId)`. */
export const detailsCodec = requestCodec('details', details, DETAILS_MAX_BYTES);
/** `VehicleRecord:VerifyDetails(vin, mspId, entryId, disclosure)`, and the file that is handed on. */
export const disclosureCodec = requestCodec('disclosure', disclosure, DETAILS_MAX_BYTES);
