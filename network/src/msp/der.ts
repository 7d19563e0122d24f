// Just enough DER to walk a certificate revocation list.
import { MspError } from './msp-error.js';

/** One element: its tag, its content, and its whole encoding. */
export interface DerElement { readonly tag: number; readonly content: Buffer; readonly whole: Buffer }

/** The elements inside a constructed value, in order. @throws MspError when a length does not fit. */
export function derElements(bytes: Buffer): readonly DerElement[] {
    const elements: DerElement[] = [];
    for (let offset = 0; offset < bytes.length;) {
        const element = derElement(bytes.subarray(offset));
        elements.push(element);
        offset += element.whole.length;
    }
    return elements;
}

/** The first element of the bytes. @throws MspError when a length does not fit. */
export function derElement(bytes: Buffer): DerElement {
    const tag = bytes[0];
    const first = bytes[1];
    if (tag === undefined || first === undefined) throw new MspError('malformed DER: truncated element');
    const lengthBytes = first & 0x80 ? first & 0x7f : 0;
    if (lengthBytes > 4 || bytes.length < 2 + lengthBytes) throw new MspError('malformed DER: unusable length');
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
    const start = 2 + lengthBytes;
    if (bytes.length < start + length) throw new MspError('malformed DER: content is shorter than its length');
    return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}
