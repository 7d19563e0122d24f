// Made-up names: what the manifest shows of a section whose true path and media type only those learn who open it.
import { randomBytes } from 'node:crypto';

/** Of a section of which not even the media type is shown. */
export const OPAQUE_MEDIA_TYPE = 'application/octet-stream';

const OPAQUE = /^opaque\/[0-9a-f]{16}$/;

export function newOpaquePath(): string {
    return `opaque/${randomBytes(8).toString('hex')}`;
}

/** Whether a path of a manifest is made up. True paths never have this form. */
export function isOpaquePath(path: string): boolean {
    return OPAQUE.test(path);
}
