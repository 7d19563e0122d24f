// The organisations of a channel: turns the bytes of a creator or an endorser into an identity, once.
import { createHash } from 'node:crypto';
import { msp as protos } from '@hyperledger/fabric-protos';
import { LruCache } from './lru-cache.js';
import type { Identity } from './identity.js';
import type { Msp } from './msp.js';
import { MspError } from './msp-error.js';

/** Fabric's own cache of identities has the same bound. */
const CACHED_IDENTITIES = 100;
const CACHED_SIGNATURES = 4096;

export class MspManager {
    readonly #msps: ReadonlyMap<string, Msp>;
    readonly #identities = new LruCache<string, Identity>(CACHED_IDENTITIES);
    readonly #signatures = new LruCache<string, true>(CACHED_SIGNATURES);

    constructor(msps: readonly Msp[]) {
        this.#msps = new Map(msps.map(msp => [msp.id, msp]));
    }

    get mspIds(): readonly string[] { return [...this.#msps.keys()]; }

    /** @throws MspError for bytes that are no identity, or one of an organisation that is not in the channel. */
    deserializeIdentity(serialized: Uint8Array): Identity {
        const key = Buffer.from(serialized).toString('latin1');
        const cached = this.#identities.get(key);
        if (cached) return cached;
        const parsed = parseIdentity(serialized);
        const msp = this.#msps.get(parsed.getMspid());
        if (!msp) throw new MspError(`MSP ${parsed.getMspid()} is unknown`);
        const identity = msp.deserializeIdentity(serialized, parsed.getIdBytes_asU8());
        this.#identities.set(key, identity);
        return identity;
    }

    /**
     * Verifies a signature; one found good is remembered, because the same proposal, envelope and endorsement are met by
     * each peer and by the orderer of this process. @throws MspError
     */
    verify(identity: Identity, message: Uint8Array, signature: Uint8Array): void {
        const key = signatureKey(identity, message, signature);
        if (this.#signatures.get(key)) return;
        identity.verify(message, signature);
        this.#signatures.set(key, true);
    }

    /** Notes a signature that a node of this process has just made with a key known to fit the identity: it need not be verified. */
    remember(identity: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
        this.#signatures.set(signatureKey(this.deserializeIdentity(identity), message, signature), true);
    }
}

function signatureKey(identity: Identity, message: Uint8Array, signature: Uint8Array): string {
    return createHash('sha256').update(message).update(identity.certificate.raw).update(signature).digest('base64');
}

function parseIdentity(serialized: Uint8Array): protos.SerializedIdentity {
    try {
        return protos.SerializedIdentity.deserializeBinary(serialized);
    } catch (error) {
        throw new MspError(`could not deserialize a SerializedIdentity: ${(error as Error).message}`);
    }
}
