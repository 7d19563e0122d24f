// Sealing and opening 100 MiB beside `openssl speed` at the same block size, and what a document of 64 KiB at 3 of 5 costs the client:
//   node test/dist/benchmarks/sealing.js
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
    combineShares, dealGroup, decryptSection, encryptSection, newEncryptionKey, openContent, openWith, sealContent, sealTo,
    type Pieces, type SectionBinding,
} from '@carnet/client/dist/secrets/index.js';

const MIB = 1024 * 1024;
const FILE_MIB = 100;
const CHUNK_BYTES = 16 * 1024;
const ROUNDS = 5;
const key = randomBytes(32);
const context = Buffer.from('sealing');

/** MiB per second of AES-256-GCM at blocks of a chunk. */
function opensslSpeed(): number {
    const { stdout } = spawnSync('openssl', ['speed', '-evp', 'aes-256-gcm', '-bytes', String(CHUNK_BYTES), '-seconds', '1'], { encoding: 'utf8' });
    const thousands = /AES-256-GCM\s+([\d.]+)k/i.exec(stdout)?.[1];
    if (thousands === undefined) throw new Error('openssl speed gave no figure.');
    return Number(thousands) * 1000 / MIB;
}

/** Reads to the end and throws away: what is measured is the cipher, not a disk. */
async function drained(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    let bytes = 0;
    for await (const piece of pieces) bytes += piece.length;
    if (bytes < FILE_MIB * MIB) throw new Error('Something is missing.');
}

async function bestSpeed(read: () => Pieces, run: (pieces: Pieces) => AsyncIterable<Uint8Array>): Promise<number> {
    let best = 0;
    for (let round = 0; round < ROUNDS; round++) {
        const started = process.hrtime.bigint();
        await drained(run(read()));
        best = Math.max(best, FILE_MIB / (Number(process.hrtime.bigint() - started) / 1e9));
    }
    return best;
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const read: Uint8Array[] = [];
    for await (const piece of pieces) read.push(piece);
    return Buffer.concat(read);
}

async function milliseconds(act: () => Promise<unknown>): Promise<string> {
    await act();
    const times: number[] = [];
    for (let round = 0; round < 50; round++) {
        const started = process.hrtime.bigint();
        await act();
        times.push(Number(process.hrtime.bigint() - started) / 1e6);
    }
    return (times.sort((a, b) => a - b)[25] ?? NaN).toFixed(1);
}

async function documentCosts(): Promise<void> {
    const binding: SectionBinding = { docId: 'd', group: 'g', keyEpoch: 1, policyHash: 'a'.repeat(64), path: '/', mediaType: 'application/json' };
    const content = randomBytes(64 * 1024);
    const people = Array.from({ length: 5 }, newEncryptionKey);
    const sealing = { info: 'info', aad: 'aad' };
    const seal = async () => {
        const { groupKey, ...dealt } = dealGroup({ docId: 'd', group: 'g', epoch: 1 }, { k: 3, n: 5 });
        const section = encryptSection(groupKey, binding, [content]);
        const ciphertext = await whole(section.ciphertext);
        createHash('sha256').update(content).update(ciphertext).digest();
        const publicKey = (index: number): Uint8Array => people[index - 1]?.publicKey ?? key;
        const messages = await Promise.all(dealt.shares.map(({ index, share }) => sealTo(publicKey(index), Buffer.from(share), sealing)));
        return { ...dealt, wrappedKey: section.wrappedKey, ciphertext, messages };
    };
    const sealed = await seal();
    const reader = newEncryptionKey();
    const approve = async (place: number): Promise<Uint8Array> => {
        const person = people[place] ?? reader;
        return await sealTo(reader.publicKey, await openWith(person, sealed.messages[place] ?? key, sealing), sealing);
    };
    const grants = await Promise.all([0, 1, 2].map(approve));
    const group = { docId: 'd', group: 'g', epoch: 1, keyEpoch: 1, k: 3, keyCommitment: sealed.keyCommitment, holders: sealed.shares };
    const open = async (): Promise<Buffer> => {
        const texts = await Promise.all(grants.map(grant => openWith(reader, grant, sealing)));
        const shares = texts.map((text, place) => ({ docId: 'd', group: 'g', epoch: 1, index: place + 1, share: Buffer.from(text).toString() }));
        return await whole(decryptSection(combineShares(shares, group), binding, sealed.wrappedKey, [sealed.ciphertext]));
    };
    console.log(`64 KiB at 3 of 5, median of 50: seal ${await milliseconds(seal)} ms, approve ${await milliseconds(() => approve(0))} ms, open ${await milliseconds(open)} ms`);
}

const folder = mkdtempSync(join(tmpdir(), 'carnet-sealing-'));
try {
    const [plain, sealed] = [join(folder, 'plain'), join(folder, 'sealed')];
    const piece = randomBytes(MIB);
    await pipeline(Readable.from(Array.from({ length: FILE_MIB }, () => piece)), createWriteStream(plain));
    await pipeline(sealContent(createReadStream(plain) as Pieces, key, context), createWriteStream(sealed));
    const read = (path: string) => (): Pieces => createReadStream(path, { highWaterMark: MIB }) as Pieces;
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 5);
    const before = opensslSpeed();
    const seal = await bestSpeed(read(plain), pieces => sealContent(pieces, key, context));
    const open = await bestSpeed(read(sealed), pieces => openContent(pieces, key, context));
    clearInterval(watch);
    const openssl = (before + opensslSpeed()) / 2;
    const line = (name: string, speed: number): string => `${name} ${speed.toFixed(0)} MiB/s, ${(speed / openssl).toFixed(2)} of openssl speed`;
    console.log(`openssl speed, AES-256-GCM, ${CHUNK_BYTES} bytes: ${openssl.toFixed(0)} MiB/s\n${line('seal', seal)}\n${line('open', open)}`);
    console.log(`peak memory above idle: ${((peak - idle) / MIB).toFixed(0)} MiB`);
    await documentCosts();
} finally {
    rmSync(folder, { recursive: true });
}
