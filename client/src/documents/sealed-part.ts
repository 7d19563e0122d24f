// What one person is sent while shares are dealt anew or repaired: points of a share, sealed to him alone and overwritten where they lay in clear.
import type { SealingContext } from '@carnet/domain';
import type { EncryptionKeyPair } from '../secrets/encryption-keys.js';
import { openWith, sealTo } from '../secrets/hpke.js';
import type { SharePart } from '../secrets/share-points.js';
import { blaming, type BlameContext } from './blame.js';

/** @param points hexadecimal. @returns HPKE message, base64 */
export async function sealPoints(publicKey: Uint8Array, points: string, context: SealingContext): Promise<string> {
    const bytes = Buffer.from(points, 'hex');
    try {
        return Buffer.from(await sealTo(publicKey, bytes, context)).toString('base64');
    } finally {
        bytes.fill(0);
    }
}

/** @param message base64. @throws CarnetError as openWith, with the `index` and `holder` of the sender */
export async function openPart(
    senders: BlameContext, { from, to }: Pick<SharePart, 'from' | 'to'>, key: EncryptionKeyPair, message: string, context: SealingContext,
): Promise<SharePart> {
    const opened = await blaming(senders, from, () => openWith(key, Buffer.from(message, 'base64'), context));
    try {
        return { from, to, points: Buffer.from(opened).toString('hex') };
    } finally {
        opened.fill(0);
    }
}
