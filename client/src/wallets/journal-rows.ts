// Rows of a journal from a file: JSON lines, or one list, as they were read from the ledger.
import { CarnetFailure, CHANNELS, decoders, isAmount, JOURNAL_TYPES, readJson, type JournalRow, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { ELEMENT_MAX, readJsonElements, type JsonElement } from '../import/json-elements.js';

const { identifier, instant, list, oneOf, refuseField, required, text } = decoders;

/** An object of which these fields are looked at; others may be there: a journal grows fields as the ledger does. */
function having<S extends Parameters<typeof decoders.object>[0]>(shape: S): decoders.Decoder<decoders.Decoded<S>> {
    const decode = decoders.object(shape);
    return (value, field) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return decode(value, field);
        return decode(Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name))), field);
    };
}

const amount: decoders.Decoder<string> = (value, field) => isAmount(value) ? value : refuseField('AMOUNT_INVALID', field, 'Send an amount of minor units.');
const gained = text({ max: 20, pattern: /^(?:0|-?[1-9][0-9]{0,18})$/, described: 'Send an amount of minor units, with a minus where it was lost.' });

/** What a replay looks at. */
const row = having({
    type: required(oneOf(JOURNAL_TYPES)),
    id: required(identifier),
    at: required(instant),
    legs: required(list(having({ account: required(text({ max: 200 })), amount: required(gained) }), { max: 1000 })),
    paymentId: decoders.optional(identifier),
    order: decoders.optional(having({
        paymentId: required(identifier), walletId: required(identifier), payeeId: required(identifier), amount: required(amount),
        currency: required(text({ max: 3 })), channel: required(oneOf(CHANNELS)),
    })),
    payee: decoders.optional(having({
        category: decoders.optional(text({ max: 4 })), country: decoders.optional(text({ max: 2 })), region: decoders.optional(text({ max: 6 })),
        groups: required(list(identifier, { max: 1000 })),
    })),
    approval: decoders.optional(having({ decisionId: required(identifier) })),
});

function rowOf({ bytes, tooLarge, index }: JsonElement): JournalRow {
    const place = { row: index + 1 };
    if (tooLarge) throw new CarnetError('JOURNAL_ROW_INVALID', 'The row is longer than any row of a journal.', { details: place });
    try {
        const content: JsonValue = readJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes), { name: 'row', maxBytes: ELEMENT_MAX });
        row(content, 'row');
        return content as unknown as JournalRow;
    } catch (cause) {
        if (cause instanceof CarnetFailure) {
            throw new CarnetError('JOURNAL_ROW_INVALID', cause.sentence, { details: { ...place, ...cause.parameters, code: cause.code }, cause });
        }
        if (cause instanceof TypeError) throw new CarnetError('JOURNAL_ROW_INVALID', 'The row is not UTF-8.', { details: place, cause });
        throw cause;
    }
}

/**
 * The rows of a file, in its order, one at a time; what a replay looks at is checked.
 * @throws CarnetError JOURNAL_ROW_INVALID with `details.row`, from 1; IMPORT_JSON_INVALID, IMPORT_FILE_EMPTY
 */
export async function* readJournalRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<JournalRow, void, undefined> {
    for await (const element of readJsonElements(bytes)) yield rowOf(element);
}
