// The place of a key's last valid writer in the chain (core/ledger/internal/version).

export interface Version { readonly blockNum: number; readonly txNum: number }

/** Two absent versions are the same: the key was missing, and is missing. */
export function sameVersion(one: Version | undefined, other: Version | undefined): boolean {
    return one?.blockNum === other?.blockNum && one?.txNum === other?.txNum;
}

/** As Fabric prints it in error texts. */
export function versionText(version: Version | undefined): string {
    return version ? `{BlockNum: ${version.blockNum}, TxNum: ${version.txNum}}` : '<nil>';
}

/** A count of bytes and then those bytes, most significant first: sorts as the number does. */
export function orderPreserving(value: number): Buffer {
    let size = 0;
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) size++;
    const bytes = Buffer.allocUnsafe(1 + size);
    bytes[0] = size;
    for (let place = size, rest = value; place > 0; place--, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
    return bytes;
}

/** The number at this place, and where the next field begins. */
export function readOrderPreserving(buffer: Buffer, offset: number): { readonly value: number; readonly end: number } {
    const length = buffer.readUInt8(offset);
    let value = 0;
    for (const byte of buffer.subarray(offset + 1, offset + 1 + length)) value = value * 256 + byte;
    return { value, end: offset + 1 + length };
}

export function versionBytes(version: Version): Buffer {
    return Buffer.concat([orderPreserving(version.blockNum), orderPreserving(version.txNum)]);
}
