// A sealed document on its way to the ledger: shares sealed to their holders' keys travel beside the transaction, small contents within it.
import {
    canonicalJson, contentsCodec, manifestCodec, sealedSharesCodec, shareContext, shareName, type Manifest, type VersionReceipt,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { HolderShare } from '../../secrets/combining.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { sealTo } from '../../secrets/hpke.js';
import type { NewHolder } from '../sealing/draft.js';
import type { Checks } from './call-checks.js';
import type { DocumentLedger } from './document-ledger.js';
import { readBoundKey } from './registered-keys.js';

/** A new share and who is to have it. */
export interface ShareForHolder {
    readonly holder: NewHolder;
    readonly share: HolderShare;
}

/** The function that takes a version. */
export type VersionFunction = 'CreateDocument' | 'AmendDocument' | 'RotateGroup' | 'ReshareGroup';

/** Keys that are asked for at a time; where organisations confirm them, each question goes to several peers. */
const KEYS_AT_ONCE = 8;

/** The public keys of all who are to get a share, each with its owner's signature verified: raw bytes, by person and key id. */
export class HolderKeys {
    readonly #known = new Map<string, Uint8Array>();
    readonly #ledger: DocumentLedger;
    readonly #options: CallOptions;
    readonly #checks: Checks;

    constructor(ledger: DocumentLedger, options: CallOptions, checks: Checks) {
        this.#ledger = ledger;
        this.#options = options;
        this.#checks = checks;
    }

    /** @throws CarnetError ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, KEY_BINDING_MISMATCH, PROOF_… */
    async of({ identity, keyId }: NewHolder): Promise<Uint8Array> {
        const name = canonicalJson([identity, keyId]);
        const known = this.#known.get(name);
        if (known !== undefined) return known;
        const { publicKey } = await readBoundKey(this.#ledger, { ...identity, keyId }, this.#options, this.#checks);
        const bytes = Buffer.from(publicKey, 'base64');
        this.#known.set(name, bytes);
        return bytes;
    }

    /** Reads the keys of all, several at a time, so that what is wrong with one is known before anything is sealed. @throws CarnetError as `of` */
    async readAll(holders: readonly NewHolder[]): Promise<void> {
        // A generator ends for all of them where one fails.
        const left = (function* () { yield* holders; })();
        await Promise.all(Array.from({ length: KEYS_AT_ONCE }, async () => {
            for (const holder of left) await this.of(holder);
        }));
    }

    /**
     * That a key is the caller's of this name: asked before a message which it does not open is laid at the door of whoever sealed it.
     * @throws CarnetError WRONG_RECIPIENT_KEY, and as `of`
     */
    async requireOwn(own: NewHolder, { publicKey }: EncryptionKeyPair): Promise<void> {
        if (Buffer.from(await this.of(own)).equals(publicKey)) return;
        throw new CarnetError('WRONG_RECIPIENT_KEY', `This is not your encryption key ${own.keyId}, which is named for you: use that one, or have the request made again for the one that you have.`, { details: { keyId: own.keyId } });
    }
}

/** One HPKE message for each holder, base64, by `shareName`. */
export async function sealedShares(
    keys: HolderKeys, { groups }: Manifest, shares: Iterable<ShareForHolder>,
): Promise<Readonly<Record<string, string>>> {
    const messages: Record<string, string> = {};
    for (const { holder, share } of shares) {
        const keyGroup = groups[share.group];
        if (keyGroup === undefined) throw new TypeError(`a share was dealt for the group ${share.group}, which the manifest has not`);
        const message = await sealTo(await keys.of(holder), Buffer.from(share.share, 'utf8'), shareContext(share, holder.keyId, keyGroup));
        messages[shareName(share.group, share.index)] = Buffer.from(message).toString('base64');
    }
    return messages;
}

export interface Handover {
    readonly manifest: Manifest;
    /** Base64, by SHA-256; of a re-sharing there are none. */
    readonly contents: Readonly<Record<string, string>>;
    /** By `shareName`. */
    readonly shares: Readonly<Record<string, string>>;
}

/** Submits a version. The manifest decides whether a repeated call is the same: it answers what exists. */
export async function handIn(
    ledger: DocumentLedger, fn: VersionFunction, { manifest, contents, shares }: Handover, options: CallOptions,
): Promise<VersionReceipt> {
    const args = [checkedByDomain(() => manifestCodec.encode(manifest))];
    if (fn !== 'ReshareGroup') args.push(checkedByDomain(() => contentsCodec.encode(contents)));
    const transient = Object.keys(shares).length === 0 ? {} : { shares: checkedByDomain(() => sealedSharesCodec.encode(shares)) };
    return ledger.committed(fn, args, { ...options, transient });
}
