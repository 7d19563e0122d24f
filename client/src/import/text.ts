// From bytes to text: by the byte order mark, or by the encoding that was named.
import { rowError } from './row.js';

/** Encodings that can be named; UTF-16 is known by its byte order mark alone. Latin-1 is read as Windows-1252, of which it is a part. */
export const ENCODINGS = ['utf-8', 'windows-1252', 'latin1'] as const;
export type Encoding = typeof ENCODINGS[number];

/** What a decoder puts where bytes make no character: a row that holds it is refused, since nobody knows what stood there. */
export const REPLACEMENT_CHARACTER = '\ufffd';

const MARKS = [
    { encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
    { encoding: 'utf-16le', mark: [0xff, 0xfe] },
    { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const;

type Decoder = InstanceType<typeof TextDecoder>;

function decoderFor(start: Uint8Array, named: Encoding | undefined): Decoder {
    const marked = MARKS.find(({ mark }) => mark.every((byte, index) => start[index] === byte));
    if (marked !== undefined && named !== undefined && named !== marked.encoding) {
        throw rowError('IMPORT_ENCODING_INVALID', undefined, `The file begins as ${marked.encoding}, and ${named} was named.`);
    }
    return new TextDecoder(marked?.encoding ?? (named === 'latin1' ? 'windows-1252' : named ?? 'utf-8'));
}

/**
 * The text of the bytes, piece by piece, without a byte order mark. What is no character in the encoding becomes U+FFFD.
 * @throws CarnetError IMPORT_ENCODING_INVALID where the mark contradicts the encoding named
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, named: Encoding | undefined): AsyncGenerator<string, void, undefined> {
    let start = Buffer.alloc(0);
    let decoder: Decoder | undefined;
    for await (const piece of bytes) {
        if (decoder !== undefined) {
            yield decoder.decode(piece, { stream: true });
            continue;
        }
        start = Buffer.concat([start, piece]);
        if (start.length < 3) continue;
        decoder = decoderFor(start, named);
        yield decoder.decode(start, { stream: true });
    }
    if (decoder === undefined) yield decoderFor(start, named).decode(start);
    else yield decoder.decode();
}
