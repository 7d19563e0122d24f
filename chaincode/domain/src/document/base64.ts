// Bytes in JSON: standard base64 with padding, in its only canonical form.
import { refuseField, type Decoder } from '../codec/decoder';

const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Last characters before the padding whose unused bits are zero: otherwise one value would have several texts. */
const LAST = { '==': 'AQgw', '=': 'AEIMQUYcgkosw048' } as const;

function isCanonical(text: string): boolean {
    if (!FORM.test(text)) return false;
    const padding = text.endsWith('==') ? '==' : text.endsWith('=') ? '=' : undefined;
    return padding === undefined || LAST[padding].includes(text.charAt(text.length - padding.length - 1));
}

/** Number of bytes that a canonical base64 text stands for. */
function base64Length(text: string): number {
    return text.length / 4 * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

/** @param bounds bytes that it stands for, both included @throws WRONG_TYPE, TOO_LONG, INVALID_VALUE */
export function base64({ min, max }: { readonly min: number; readonly max: number }): Decoder<string> {
    return (value, field) => {
        if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
        if (value.length > Math.ceil(max / 3) * 4) refuseField('TOO_LONG', field, `Send at most ${max} bytes as base64.`);
        if (!isCanonical(value)) refuseField('INVALID_VALUE', field, 'Send base64 with padding (RFC 4648, section 4).');
        const length = base64Length(value);
        if (length < min || length > max) refuseField('INVALID_VALUE', field, min === max ? `Send ${min} bytes.` : `Send ${min} to ${max} bytes.`);
        return value;
    };
}
