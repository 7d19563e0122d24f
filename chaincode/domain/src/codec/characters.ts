// Which characters a text may hold, decided by code point alone: what depends on a Unicode version would differ between peers.

/** First index of a lone surrogate, C0 or C1 control character or noncharacter; -1 where there is none. */
export function forbiddenCharacterAt(text: string): number {
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return i;
        if (unit < 0xd800) continue;
        if (unit <= 0xdfff) {
            const next = text.charCodeAt(i + 1);
            if (unit >= 0xdc00 || !(next >= 0xdc00 && next <= 0xdfff)) return i;
            // The last two code points of every plane are noncharacters; U+10FFFF would end a range of composite keys.
            if ((unit & 0x3f) === 0x3f && next >= 0xdffe) return i;
            i += 1;
        } else if (unit >= 0xfffe || (unit >= 0xfdd0 && unit <= 0xfdef)) {
            return i;
        }
    }
    return -1;
}

/**
 * Marks that change how a text is shown without being seen: direction overrides, zero-width spaces, separators, byte order mark; letters that
 * show as nothing (Hangul fillers, Khmer inherent vowels); and tags, in which a whole hidden text can stand. Joiners (U+200C, U+200D) and
 * variation selectors are part of how some scripts and signs are written.
 */
const INVISIBLE =
    /[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e00ff}]/u;

export function hasInvisibleCharacter(text: string): boolean {
    return INVISIBLE.test(text);
}
