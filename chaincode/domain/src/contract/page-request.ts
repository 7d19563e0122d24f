// Page sizes and bookmarks of the reading functions: simple arguments, as the peer command passes them.
import { refuseField } from '../codec/decoder';
import { HORIZON_MAX_DAYS } from '../policy/damage-bound';

const DECIMAL = /^(?:0|[1-9][0-9]{0,8})$/;

/** `pageSize`, a decimal string 1…100. @throws WRONG_TYPE, OUT_OF_RANGE */
export function decodePageSize(text: string): number {
    if (!DECIMAL.test(text)) return refuseField('WRONG_TYPE', 'pageSize', 'Send a decimal number without sign or leading zero.');
    const size = Number(text);
    if (size < 1 || size > 100) refuseField('OUT_OF_RANGE', 'pageSize', 'Send 1 to 100.');
    return size;
}

/**
 * A bookmark of this many decimal numbers, joined by points; '' is all zeros, the start.
 * @throws INVALID_BOOKMARK; whether the place exists is for the reader to see
 */
export function decodeBookmark(text: string, numbers: number): readonly number[] {
    if (text === '') return Array<number>(numbers).fill(0);
    const parts = text.length > 32 ? [] : text.split('.');
    if (parts.length !== numbers || !parts.every(part => DECIMAL.test(part))) {
        return refuseField('INVALID_BOOKMARK', 'bookmark', 'Pass the bookmark on as it was given.');
    }
    return parts.map(Number);
}

/** `horizonDays`, a decimal string 0…366. @throws WRONG_TYPE, OUT_OF_RANGE */
export function decodeHorizonDays(text: string): number {
    if (!DECIMAL.test(text)) return refuseField('WRONG_TYPE', 'horizonDays', 'Send a decimal number without sign or leading zero.');
    const days = Number(text);
    if (days > HORIZON_MAX_DAYS) refuseField('OUT_OF_RANGE', 'horizonDays', `Send 0 to ${HORIZON_MAX_DAYS}.`);
    return days;
}
