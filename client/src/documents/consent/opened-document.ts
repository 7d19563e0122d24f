// A document that was opened by consent: its sections one after the other, and whose consent it was.
import { present, type InlineContent } from '@carnet/domain';
import { unlessRefused } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { forgetKeys } from '../opening/group-keys.js';
import { openSections } from '../opening/open-document.js';
import type { OpenedSection, OpeningOptions } from '../opening/open-section.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { LedgerStore } from '../stores/ledger-store.js';
import type { DocumentLedger } from './document-ledger.js';
import { grantedKeys, type BadGrant, type GrantedKeys } from './granted-shares.js';
import type { OpeningReview } from './reviewing.js';

export interface OpenOptions extends OpeningOptions {
    /** Asked in this order for contents that are not on the ledger. */
    readonly stores?: readonly CiphertextStore[];
}

/** What small contents are read from. */
export function inlineContents(ledger: DocumentLedger, docId: string): CiphertextStore {
    return new LedgerStore(async (hash, { signal }) => {
        const found = await unlessRefused(ledger.evaluate<InlineContent>('ReadCiphertext', [docId, hash], present({ signal })), 'CONTENT_NOT_FOUND');
        return found && Buffer.from(found.content, 'base64');
    });
}

/** Iterate over it once: afterwards the keys are overwritten. Who does not iterate calls `close`. */
export class OpenedDocument implements AsyncIterable<OpenedSection> {
    readonly docId: string;
    readonly requestId: string;
    /** Indexes of the holders whose shares were used, by group. */
    readonly used: GrantedKeys['used'];
    /** Holders who granted something else than their share: the opening did without them. */
    readonly bad: readonly BadGrant[];
    readonly #sections: AsyncGenerator<OpenedSection, void, undefined>;
    readonly #keys: GrantedKeys['keys'];

    private constructor(ledger: DocumentLedger, { state, document }: OpeningReview, { keys, used, bad }: GrantedKeys, options: OpenOptions) {
        const { manifest } = document;
        const { docId, requestId, sections: paths } = state.opening.request;
        this.docId = docId;
        this.requestId = requestId;
        this.#keys = keys;
        this.used = used;
        this.bad = bad;
        const { stores = [], ...opening } = options;
        const all = [inlineContents(ledger, docId), ...stores];
        this.#sections = (async function* () {
            try {
                yield* openSections(manifest, keys, { ...opening, paths, stores: all });
            } finally {
                forgetKeys(keys);
            }
        })();
    }

    /** @throws CarnetError as grantedKeys */
    static async open(ledger: DocumentLedger, review: OpeningReview, key: EncryptionKeyPair, options: OpenOptions): Promise<OpenedDocument> {
        return new OpenedDocument(ledger, review, await grantedKeys(ledger, review, key), options);
    }

    [Symbol.asyncIterator](): AsyncIterator<OpenedSection> {
        return this.#sections;
    }

    /** Ends the reading and overwrites the keys; without effect once all was read. */
    async close(): Promise<void> {
        await this.#sections.return();
        forgetKeys(this.#keys);
    }
}

