// A document that attackers try, on the network that documents share: sealed for 2 of 3 holders, signed by its author, and asked for by one person.
import { grantContext, type DocumentPolicy, type ShareReference } from '@carnet/domain';
import type { OpeningReview } from '@carnet/client/dist/documents/consent/reviewing.js';
import type { OwnDraft } from '@carnet/client/dist/documents/consent/sealing.js';
import { sealTo } from '@carnet/client/dist/secrets/hpke.js';
import { onceThere, policyOf, putInForce, sharedDocuments, soon, type DocumentNetwork, type DocumentPerson } from './document-people.js';

export const PLAINTEXT = 'The reserve price is 7 250 euros, and nobody else shall know it.';

type Release = Partial<DocumentPolicy['release']>;

/** The dealing of the first version. */
export const referenceOf = (docId: string, index: number): ShareReference => ({ docId, group: 'terms', epoch: 1, index });

export function readerKeyFor({ state: { opening: { request } } }: OpeningReview, index: number): Uint8Array {
    return Buffer.from(request.readerKeys[`terms/${index}`] ?? '', 'base64');
}

export class DocumentTrial {
    private constructor(
        readonly documents: DocumentNetwork, readonly author: DocumentPerson, readonly holders: readonly DocumentPerson[],
        readonly tax: DocumentPerson,
    ) {}

    static async start(): Promise<DocumentTrial> {
        const documents = await sharedDocuments.use();
        try {
            const author = await documents.author('org1');
            const holders = await documents.people('org1', 'org2', 'org2');
            return new DocumentTrial(documents, author, holders, await documents.person('org2'));
        } catch (error) {
            await sharedDocuments.letGo();
            throw error;
        }
    }

    draftOf(docId: string, release: Release = {}): OwnDraft {
        return {
            docId, type: 'contract', title: null,
            sections: [{ path: 'terms.txt', mediaType: 'text/plain', group: 'terms', content: Buffer.from(PLAINTEXT) }],
            groups: { terms: { k: 2, holders: this.holders.map(({ holder }) => holder) } }, policy: policyOf([this.author], [this.tax], release),
        };
    }

    async sealed(docId: string, release: Release = {}): Promise<void> {
        await onceThere(() => this.author.carnet.documents.seal(this.draftOf(docId, release)));
        await putInForce(docId, this.holders, [this.author]);
    }

    async asked(docId: string, requestId: string, expires = soon()): Promise<void> {
        await onceThere(() => this.tax.carnet.documents.requestOpening({ docId, requestId, purpose: 'Audit', expires }, this.tax.key));
    }

    review(who: DocumentPerson, docId: string, requestId: string): Promise<OpeningReview> {
        return onceThere(() => who.carnet.documents.review(docId, requestId));
    }

    /** What a holder can always do who does not use this client. */
    async grant(holder: DocumentPerson, { state, requestHash }: OpeningReview, index: number, message: Uint8Array): Promise<void> {
        const { docId, requestId } = state.opening.request;
        const approval = JSON.stringify({ docId, requestId, group: 'terms', index, requestHash });
        await holder.carnet.submit('SharedDocument', 'ApproveOpening', [approval], { transient: { grant: Buffer.from(message).toString('base64') } });
    }

    /** Any text, granted as if it were the share. */
    async grantText(holder: DocumentPerson, docId: string, requestId: string, index: number, text: string): Promise<void> {
        const seen = await this.review(holder, docId, requestId);
        const context = grantContext(referenceOf(docId, index), seen.requestHash);
        await this.grant(holder, seen, index, await sealTo(readerKeyFor(seen, index), Buffer.from(text), context));
    }

    stop(): Promise<void> {
        return sharedDocuments.letGo();
    }
}
