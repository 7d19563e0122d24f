// Sealing and opening 100 MiB beside `openssl speed` at the same block size: the encryption alone, and a whole file with hashes and disk.
//   node test/dist/benchmarks/sealing.js [--mib 100] [--rounds 5]
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { fileContent } from '@carnet/client/dist/cli/file-content.js';
import { FILE_GROUP, openFile, sealFile } from '@carnet/client/dist/documents/file/sealed-folder.js';
import { parseShareFile } from '@carnet/client/dist/documents/file/share-file.js';
import { openContent, sealContent, type Pieces } from '@carnet/client/dist/secrets/index.js';

const { values } = parseArgs({ options: { mib: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' } } });
const MIB = 1024 * 1024;
const FILE_MIB = Number(values.mib);
const ROUNDS = Number(values.rounds);
const CHUNK_BYTES = 16 * 1024;
const key = randomBytes(32);
const context = Buffer.from('sealing');

/** MiB per second of AES-256-GCM in one thread, at blocks of a chunk. */
function opensslSpeed(): number {
    const { stdout } = spawnSync('openssl', ['speed', '-evp', 'aes-256-gcm', '-bytes', String(CHUNK_BYTES), '-seconds', '1'], { encoding: 'utf8' });
    const thousands = /AES-256-GCM\s+([\d.]+)k/i.exec(stdout)?.[1];
    if (thousands === undefined) throw new Error('openssl speed gave no figure.');
    return Number(thousands) * 1000 / MIB;
}

/** Reads to the end and throws away: what is measured is what comes before. */
async function drained(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    let bytes = 0;
    for await (const piece of pieces) bytes += piece.length;
    if (bytes < FILE_MIB * MIB) throw new Error('Something is missing.');
}

interface Speed {
    /** MiB per second: of the first round, in which the threads start, and of the best one. */
    readonly first: number;
    readonly best: number;
    /** Milliseconds of processor time for a MiB, in the best round. */
    readonly cpu: number;
}

async function speedOf(round: (number: number) => Promise<void>): Promise<Speed> {
    const rounds: { speed: number; cpu: number }[] = [];
    for (let number = 0; number < ROUNDS; number++) {
        const [started, before] = [performance.now(), process.cpuUsage()];
        await round(number);
        const seconds = (performance.now() - started) / 1_000;
        const { user, system } = process.cpuUsage(before);
        rounds.push({ speed: FILE_MIB / seconds, cpu: (user + system) / 1_000 / FILE_MIB });
    }
    const best = [...rounds].sort((a, b) => b.speed - a.speed)[0];
    return { first: rounds[0]?.speed ?? 0, best: best?.speed ?? 0, cpu: best?.cpu ?? 0 };
}

const folder = mkdtempSync(join(tmpdir(), 'carnet-sealing-'));
const at = (name: string): string => join(folder, name);

async function sealWhole(number: number): Promise<void> {
    const film = { path: 'film', mediaType: 'video/mp4', group: FILE_GROUP, content: fileContent(at('plain')) };
    await sealFile({ sections: [film], folder: at(`file-${number}`), threshold: 2, shareFiles: ['a', 'b', 'c'].map(name => at(`${name}-${number}`)), title: null });
}

async function openWhole(number: number): Promise<void> {
    const shares = ['a', 'c'].map(name => parseShareFile(readFileSync(at(`${name}-${number}`), 'utf8'), name));
    for await (const { content } of openFile(at(`file-${number}`), shares)) await drained(content);
    rmSync(at(`file-${number}`), { recursive: true });
}

try {
    const piece = randomBytes(MIB);
    await pipeline(Readable.from(Array.from({ length: FILE_MIB }, () => piece)), createWriteStream(at('plain')));
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 5);
    const read = (name: string): Pieces => createReadStream(at(name), { highWaterMark: MIB }) as Pieces;
    const before = opensslSpeed();
    const seal = await speedOf(() => drained(sealContent(read('plain'), key, context)));
    await pipeline(sealContent(read('plain'), key, context), createWriteStream(at('sealed')));
    const open = await speedOf(() => drained(openContent(read('sealed'), key, context)));
    const openssl = (before + opensslSpeed()) / 2;
    const [sealFileSpeed, openFileSpeed] = [await speedOf(sealWhole), await speedOf(openWhole)];
    clearInterval(watch);
    const line = (name: string, { first, best, cpu }: Speed): string =>
        `${name}: ${best.toFixed(0)} MiB/s, ${(best / openssl).toFixed(2)} of openssl speed; first ${first.toFixed(0)}; ${cpu.toFixed(2)} ms of processor time for a MiB`;
    console.log([
        `openssl speed, AES-256-GCM, ${CHUNK_BYTES} bytes, one thread: ${openssl.toFixed(0)} MiB/s; ${availableParallelism()} processors, Node ${process.version}`,
        line('seal', seal), line('open', open), line('seal a whole file, to disk', sealFileSpeed), line('open a whole file', openFileSpeed),
        `peak memory above idle: ${((peak - idle) / MIB).toFixed(0)} MiB`,
    ].join('\n'));
} finally {
    rmSync(folder, { recursive: true });
}
