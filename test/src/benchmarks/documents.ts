// What the client spends on a document of 64 KiB at 3 of 5: sealing, one holder's approval, opening; and the memory that a file of 100 MiB takes.
// node test/dist/benchmarks/documents.js [--rounds 200] [--file-mib 100]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { grantContext, shareContext } from '@carnet/domain';
import { FilesystemStore, LedgerStore, openDocument, sealDocument, type SealedDocument } from '@carnet/client';
import { checkShare } from '@carnet/client/dist/secrets/combining.js';
import { newEncryptionKey } from '@carnet/client/dist/secrets/encryption-keys.js';
import { openWith, sealTo } from '@carnet/client/dist/secrets/hpke.js';
import { holders } from '../documents/people.js';
import { contractDraft } from '../documents/sealed.js';
import { bytesOf } from '../documents/store-cases.js';

const { values } = parseArgs({ options: { 'rounds': { type: 'string', default: '200' }, 'file-mib': { type: 'string', default: '100' } } });
const MIB = 1024 * 1024;

/** Milliseconds of processor time, user and system, of each round; the median. */
async function median(rounds: number, work: () => Promise<void>): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
        const before = process.cpuUsage();
        await work();
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 1_000);
    }
    return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
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

async function smallDocument(rounds: number): Promise<void> {
    const { document: { manifest, shares }, store, messages } = await seal();
    const dealt = [...shares.values()].map(({ share }) => share);
    const [own] = dealt;
    const [key, message] = [keys[0], messages[0]];
    const group = manifest.groups['g'];
    if (own === undefined || key === undefined || message === undefined || group === undefined) throw new Error('nothing was dealt');
    const reader = newEncryptionKey();
    const requestHash = '0'.repeat(64);
    await median(rounds >> 2, async () => { await seal(); });
    const sealing = await median(rounds, async () => { await seal(); });
    const approving = await median(rounds, async () => {
        const text = Buffer.from(await openWith(key, message, shareContext(own, 'h1', group))).toString();
        const { share } = checkShare({ ...own, share: text }, { docId: manifest.docId, group: 'g', ...group });
        await sealTo(reader.publicKey, Buffer.from(share), grantContext(own, requestHash));
    });
    const granted = dealt.slice(0, 3).map(share => sealTo(reader.publicKey, Buffer.from(share.share), grantContext(share, requestHash)));
    const grants = await Promise.all(granted);
    const opening = await median(rounds, async () => {
        const given = await Promise.all(dealt.slice(0, 3).map(async (share, place) => ({
            ...share, share: Buffer.from(await openWith(reader, grants[place] ?? new Uint8Array(), grantContext(share, requestHash))).toString(),
        })));
        for await (const { bytes } of openDocument(manifest, given, { stores: [store] })) await bytes();
    });
    console.log(`64 KiB at 3 of 5, processor time: seal ${sealing.toFixed(2)} ms, approve ${approving.toFixed(2)} ms, open ${opening.toFixed(2)} ms (median of ${rounds})`);
}

async function largeFile(mebibytes: number): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-large-'));
    try {
        const piece = bytesOf(MIB);
        async function* file(): AsyncGenerator<Uint8Array, void, undefined> {
            for (let count = 0; count < mebibytes; count++) yield await Promise.resolve(piece);
        }
        globalThis.gc?.();
        const idle = process.memoryUsage.rss();
        let peak = idle;
        const watch = (): void => { peak = Math.max(peak, process.memoryUsage.rss()); };
        const store = new FilesystemStore(dir);
        const started = performance.now();
        const film = { path: 'film', mediaType: 'video/mp4', group: 'g', content: file() };
        const { manifest, shares } = await sealDocument({ ...draft, sections: [film] }, { store }, { onProgress: watch });
        const sealed = performance.now();
        const all = [...shares.values()].map(({ share }) => share);
        for await (const { content: opened } of openDocument(manifest, all, { stores: [store], onProgress: watch })) {
            for await (const piece of opened) if (piece.length === 0) throw new Error('an empty piece');
        }
        const ended = performance.now();
        const rate = (from: number, to: number): string => (mebibytes / (to - from) * 1_000).toFixed(0);
        console.log(`${mebibytes} MiB through a folder: seal ${rate(started, sealed)} MiB/s, open ${rate(sealed, ended)} MiB/s, peak memory ${((peak - idle) / MIB).toFixed(0)} MiB above idle`);
    } finally {
        rmSync(dir, { recursive: true });
    }
}

await largeFile(Number(values['file-mib']));
await smallDocument(Number(values.rounds));
