// What documents count and name: versions, dealings, shares, groups, paths; and how large a request may be.
import { integer, text, type Decoder } from '../codec/decoder';
import { HOLDERS_MAX } from './release-tree';

/** UTF-8 bytes of the JSON of a request about one key, share, signature, answer or event. */
export const DOCUMENT_REQUEST_MAX_BYTES = 16 * 1024;

/** Versions in the life of a document; a dealing of shares has the number of the version that dealt them. */
const COUNTED_MAX = 1_000_000;
/** Never a field that every object has, or looking a group up would find one where there is none. */
export const GROUP_NAME =
    /^(?!(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf)$)[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
export const GROUP_NAME_RULE = 'Name a group with up to 32 letters A-Z, a-z, digits, and . _ - only, and not as what every JavaScript object has.';

/** `v` of manifests and requests. */
export const formatVersion = integer(1, 1) as Decoder<1>;

export const groupName = text({ max: 32, pattern: GROUP_NAME, described: GROUP_NAME_RULE });
export const shareIndex = integer(1, HOLDERS_MAX);
export const epochNumber = integer(1, COUNTED_MAX);
export const versionNumber = integer(1, COUNTED_MAX);
/** The JSON Pointer of a whole document is empty. */
export const sectionPath = text({ min: 0, max: 256 });
