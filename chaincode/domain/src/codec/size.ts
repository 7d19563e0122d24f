// The size of a text in UTF-8, without encoding it.

/** Whether a text has more than `limit` bytes in UTF-8. A text that is far too long is not even looked through. */
export function exceedsBytes(text: string, limit: number): boolean {
    if (text.length > limit) return true;
    if (text.length * 3 <= limit) return false;
    let bytes = 0;
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        // Either half of a surrogate pair counts two of its four bytes.
        bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
    }
    return bytes > limit;
}
