// Which blocks a SeekInfo asks for.
import { orderer } from '@hyperledger/fabric-protos';

const { TypeCase } = orderer.SeekPosition;

export interface BlockRange {
    readonly start: bigint;
    /** Undefined: without end. */
    readonly stop?: bigint;
}

/** The range at a ledger height, or why there is none. */
export function seekRange(seek: orderer.SeekInfo, height: bigint): BlockRange | 'bad request' | 'not found' {
    const [start, stop] = [seek.getStart(), seek.getStop()];
    if (!start || !stop) return 'bad request';
    const first = startNumber(start, height);
    if (first === undefined || first > height) return 'not found';
    switch (stop.getTypeCase()) {
    case TypeCase.OLDEST: return { start: first, stop: first };
    case TypeCase.NEWEST:
        return { start: first, stop: start.getTypeCase() === TypeCase.NEWEST ? first : height - 1n };
    case TypeCase.SPECIFIED: {
        const last = stopNumber(stop);
        return last < first ? 'bad request' : { start: first, stop: last };
    }
    // As with Fabric, a stop of another kind counts as block 0: only a range that begins there ever ends.
    default: return first === 0n ? { start: first, stop: 0n } : { start: first };
    }
}

function startNumber(position: orderer.SeekPosition, height: bigint): bigint | undefined {
    switch (position.getTypeCase()) {
    case TypeCase.OLDEST: return 0n;
    case TypeCase.NEWEST: return height - 1n;
    case TypeCase.NEXT_COMMIT: return height;
    case TypeCase.SPECIFIED: return stopNumber(position);
    default: return undefined;
    }
}

/** "To the end of time" is 2^64 − 1, which generated code gives as a rounded number. */
function stopNumber(position: orderer.SeekPosition): bigint {
    return BigInt(position.getSpecified()?.getNumber() ?? 0);
}
