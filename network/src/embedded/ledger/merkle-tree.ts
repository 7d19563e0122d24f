// The tree of hashes that stands in a read set for the records of a long range (rwsetutil/query_results_helper.go).
import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from './sha256.js';

/** Grows from the leaves: a level that has more than `degree` hashes is folded into one hash of the level above. */
export class MerkleTree {
    readonly #degree: number;
    /** `levels[0]` holds the leaves. */
    readonly #levels: Buffer[][] = [[]];

    constructor(degree: number) {
        this.#degree = degree;
    }

    get isEmpty(): boolean {
        return this.#levels.length === 1 && this.#level(0).length === 0;
    }

    add(leaf: Buffer): void {
        this.#level(0).push(leaf);
        for (let level = 0; this.#level(level).length > this.#degree; level++) {
            this.#level(level + 1).push(sha256(...this.#level(level)));
            this.#levels[level] = [];
        }
    }

    /** Folds what is left on the lower levels upwards, whether full or not; nothing is added afterwards. */
    finish(): void {
        const top = this.#levels.length - 1;
        for (let level = 0; level < top; level++) {
            const hashes = this.#level(level);
            const [only] = hashes;
            if (!only) continue;
            this.#level(level + 1).push(hashes.length === 1 ? only : sha256(...hashes));
            this.#levels[level] = [];
        }
        if (this.#level(top).length > this.#degree) {
            this.#level(top + 1).push(sha256(...this.#level(top)));
            this.#levels[top] = [];
        }
    }

    summary(): ledger.rwset.kvrwset.QueryReadsMerkleSummary {
        const summary = new ledger.rwset.kvrwset.QueryReadsMerkleSummary();
        summary.setMaxDegree(this.#degree);
        summary.setMaxLevel(this.#levels.length);
        summary.setMaxLevelHashesList(this.#level(this.#levels.length - 1));
        return summary;
    }

    #level(level: number): Buffer[] {
        return this.#levels[level] ??= [];
    }
}
