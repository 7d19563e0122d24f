// The file of a share: what its holder keeps of a sealed file, and what it is a share of.
import { canonicalJson, CarnetFailure, decoders, readJson } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import type { HolderShare } from '../../secrets/combining.js';

const SHARE_FORMAT = 'carnet-share' as const;
const SHARE_VERSION = 1 as const;
/** UTF-8 bytes; a share of a release rule may have many pieces. */
const MAX_BYTES = 64 * 1024;

export interface ShareFile extends HolderShare {
    /** Whose it is, as the manifest names him. */
    readonly holder: string;
    /** Of the manifest that it was dealt for: another one is not opened with it. */
    readonly manifestHash: string;
}

const { required, object, identifier, integer, oneOf, sha256Text, text } = decoders;

const shareFile = object({
    format: required(oneOf([SHARE_FORMAT])), v: required(integer(SHARE_VERSION, SHARE_VERSION)),
    docId: required(identifier), group: required(identifier), epoch: required(integer(1, 1_000_000)), index: required(integer(1, 255)),
    holder: required(identifier), manifestHash: required(sha256Text), share: required(text({ max: MAX_BYTES })),
});

/** Canonical JSON and a line end. */
export function serialiseShareFile({ docId, group, epoch, index, holder, manifestHash, share }: ShareFile): string {
    return `${canonicalJson({ format: SHARE_FORMAT, v: SHARE_VERSION, docId, group, epoch, index, holder, manifestHash, share })}\n`;
}

/** @param origin where the text is from, for the error, which never holds what the file says. @throws CarnetError MALFORMED_SHARE */
export function parseShareFile(json: string, origin: string): ShareFile {
    try {
        const { docId, group, epoch, index, holder, manifestHash, share } = shareFile(readJson(json, { name: 'share', maxBytes: MAX_BYTES }), 'share');
        return { docId, group, epoch, index, holder, manifestHash, share };
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        // Neither the cause nor its text: a sentence about a field could repeat what is in it.
        const { field } = error.parameters;
        const details = { path: origin, ...typeof field === 'string' ? { field } : {} };
        throw new CarnetError('MALFORMED_SHARE', `${origin} is not the file of a share, or not as it was written.`, { details });
    }
}
