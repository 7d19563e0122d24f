// Private write sets between endorsement and commit, kept on disk so that a killed process still has them.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Blocks after which data of a proposal that was never submitted are dropped (peer.gossip.pvtData.transientstoreMaxBlockRetention). */
const RETAINED_BLOCKS = 1000n;

interface Entry { readonly writeSet: Uint8Array; readonly endorsedAt: bigint }

export class TransientStore {
    readonly #dir: string;
    readonly #entries = new Map<string, Entry>();

    /** Opens the folder, made if absent, with what an earlier process left. */
    constructor(dir: string) {
        this.#dir = dir;
        mkdirSync(dir, { recursive: true });
        for (const name of readdirSync(dir)) {
            const [txId, height] = name.split('@');
            if (txId === undefined || height === undefined) continue;
            this.#entries.set(txId, { writeSet: readFileSync(join(dir, name)), endorsedAt: BigInt(height) });
        }
    }

    /** Keeps the serialised rwset.TxPvtReadWriteSet of a transaction endorsed at a ledger height. */
    put(txId: string, writeSet: Uint8Array, endorsedAt: bigint): void {
        if (this.#entries.has(txId)) return;
        this.#entries.set(txId, { writeSet, endorsedAt });
        writeFileSync(this.#path(txId, endorsedAt), writeSet);
    }

    get(txId: string): Uint8Array | undefined {
        return this.#entries.get(txId)?.writeSet;
    }

    /** Drops what a committed block has used, and what has waited too long. */
    purge(committedTxIds: Iterable<string>, height: bigint): void {
        for (const txId of committedTxIds) this.#remove(txId);
        for (const [txId, { endorsedAt }] of this.#entries) {
            if (endorsedAt + RETAINED_BLOCKS < height) this.#remove(txId);
        }
    }

    #remove(txId: string): void {
        const entry = this.#entries.get(txId);
        if (!entry) return;
        this.#entries.delete(txId);
        rmSync(this.#path(txId, entry.endorsedAt), { force: true });
    }

    #path(txId: string, endorsedAt: bigint): string {
        return join(this.#dir, `${txId}@${endorsedAt}`);
    }
}
