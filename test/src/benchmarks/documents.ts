// What the client spends on a document of 64 KiB at 3 of 5: sealing, one holder's approval with what two organisations confirm of it, opening.
//   node test/dist/benchmarks/documents.js [--rounds 100]
import { parseArgs } from 'node:util';
import { grantContext, shareContext } from '@carnet/domain';
import { LedgerStore, openDocument, readRoots, sealDocument, type SealedDocument } from '@carnet/client';
import { signedAnswer } from '@carnet/client/dist/certificate/assemble.js';
import { requireActing } from '@carnet/client/dist/documents/consent/confirming.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { checkShare } from '@carnet/client/dist/secrets/combining.js';
import { newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import { openWith, sealTo } from '@carnet/client/dist/secrets/hpke.js';
import { Papers } from '../documents/papers.js';
import { holders } from '../documents/people.js';
import { contractDraft } from '../documents/sealed.js';
import { bytesOf } from '../documents/store-cases.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });

const median = (times: readonly number[]): string => ([...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN).toFixed(1);

/** Medians of all rounds: milliseconds, and those of processor time, user and system. */
async function cost(rounds: number, work: () => Promise<void>): Promise<string> {
    const [times, processor]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
        const [started, before] = [performance.now(), process.cpuUsage()];
        await work();
        times.push(performance.now() - started);
        const { user, system } = process.cpuUsage(before);
        processor.push((user + system) / 1_000);
    }
    return `${median(times)} ms (processor ${median(processor)})`;
}

const content = bytesOf(64 * 1024);
const draft = contractDraft({
    sections: [{ path: 'contract.pdf', mediaType: 'application/pdf', group: 'g', content }], groups: { g: { k: 3, holders: holders(5) } },
});
const keys = Array.from({ length: 5 }, () => newEncryptionKey());

/** As the client hands it in: shares sealed to the holders. */
async function seal(): Promise<{ readonly document: SealedDocument; readonly store: LedgerStore; readonly messages: readonly Uint8Array[] }> {
    const store = new LedgerStore();
    const document = await sealDocument(draft, { ledger: store });
    const messages: Uint8Array[] = [];
    const group = document.manifest.groups['g'];
    if (group === undefined) throw new Error('nothing was dealt');
    for (const { holder, share } of document.shares.values()) {
        const { publicKey } = keys[share.index - 1] ?? newEncryptionKey();
        messages.push(await sealTo(publicKey, Buffer.from(share.share), shareContext(share, holder.keyId, group)));
    }
    return { document, store, messages };
}

/** The client's work of having a request and its requester confirmed, with answers that two organisations signed before. */
async function confirmation(): Promise<() => Promise<void>> {
    const papers = await Papers.open({ author: 'org1', tax: 'org2', first: 'org1', second: 'org2', third: 'org2' });
    try {
        const [author, tax] = [papers.human('author'), papers.human('tax')];
        const made = await papers.inForce({ docId: 'asked', author, holders: papers.humans('first', 'second', 'third'), requesters: [tax] });
        const { submission, request: { docId, requestId } } = await papers.question(tax, made);
        await papers.submit(tax, 'RequestOpening', submission);
        const endorsed = async (fn: string, args: readonly string[]): Promise<object> => {
            const { envelope } = await papers.trade.network.endorse(author.user, `SharedDocument:${fn}`, args, { endorsingOrganizations: ['Org1MSP', 'Org2MSP'] });
            return signedAnswer(envelope);
        };
        const { mspId, publicKeyHash } = tax.person;
        const signed = new Map([
            ['ReadOpening', await endorsed('ReadOpening', [docId, requestId])], ['ReadIdentity', await endorsed('ReadIdentity', [mspId, publicKeyHash])],
        ]);
        const ledger = Object.defineProperties(Object.create(DocumentLedger.prototype) as DocumentLedger, {
            name: { value: {} }, endorsed: { value: (fn: string) => Promise.resolve(signed.get(fn)) },
        });
        const roots = readRoots(papers.trade.network.organizations);
        return async () => {
            await Promise.all([ledger.confirmed('ReadOpening', [docId, requestId], roots, {}), requireActing(ledger, [tax.person], {}, roots, {})]);
        };
    } finally {
        await papers.close();
    }
}

async function smallDocument(rounds: number): Promise<void> {
    const { document: { manifest, shares }, store, messages } = await seal();
    const dealt = [...shares.values()].map(({ share }) => share);
    const [own] = dealt;
    const [key, message] = [keys[0], messages[0]];
    const group = manifest.groups['g'];
    if (own === undefined || key === undefined || message === undefined || group === undefined) throw new Error('nothing was dealt');
    const reader = newEncryptionKey();
    const requestHash = '0'.repeat(64);
    await cost(rounds >> 2, async () => { await seal(); });
    const sealing = await cost(rounds, async () => { await seal(); });
    const confirm = await confirmation();
    const approving = await cost(rounds, async () => {
        await confirm();
        const text = Buffer.from(await openWith(key, message, shareContext(own, 'h1', group))).toString();
        const { share } = checkShare({ ...own, share: text }, { docId: manifest.docId, group: 'g', ...group });
        await sealTo(reader.publicKey, Buffer.from(share), grantContext(own, requestHash));
    });
    const granted = dealt.slice(0, 3).map(share => sealTo(reader.publicKey, Buffer.from(share.share), grantContext(share, requestHash)));
    const grants = await Promise.all(granted);
    const opening = await cost(rounds, async () => {
        const given = await Promise.all(dealt.slice(0, 3).map(async (share, place) => ({
            ...share, share: Buffer.from(await openWith(reader, grants[place] ?? new Uint8Array(), grantContext(share, requestHash))).toString(),
        })));
        for await (const { bytes } of openDocument(manifest, given, { stores: [store] })) await bytes();
    });
    console.log(`64 KiB at 3 of 5, medians of ${rounds}: seal ${sealing}, approve ${approving}, open ${opening}`);
}

await smallDocument(Number(values.rounds));
