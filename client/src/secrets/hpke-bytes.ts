// Bytes as the library of HPKE hands them over and takes them: whole buffers, or views.

export type LibraryBytes = ArrayBufferLike | ArrayBufferView;

/** The same memory. */
export function viewed(bytes: LibraryBytes): Uint8Array {
    return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}

/** A copy in memory of its own, which can be overwritten where it is secret. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
    const own = new Uint8Array(bytes.length);
    own.set(bytes);
    return own.buffer;
}

/** Moves what one of Node's functions gave: its own copy is overwritten. */
export function moved(bytes: Uint8Array): ArrayBuffer {
    const own = ownBuffer(bytes);
    bytes.fill(0);
    return own;
}
