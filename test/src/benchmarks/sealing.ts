// Sealing and opening 100 MiB beside `openssl speed` at the same block size, on one processor and on all, and beside Node's cipher in a bare
// loop on all: the encryption alone, and a whole file with hashes and disk. Each round measures all of them, so that all are compared with what
// the computer gave at the same time.
//   node test/dist/benchmarks/sealing.js [--mib 100] [--rounds 5]
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { fileContent } from '@carnet/client/dist/cli/command/file-content.js';
import { FILE_GROUP, openFile, sealFile } from '@carnet/client/dist/documents/file/sealed-folder.js';
import { parseShareFile } from '@carnet/client/dist/documents/file/share-file.js';
import { openContent, sealContent, type Pieces } from '@carnet/client/dist/secrets/index.js';
import { BareCipher } from './bare-cipher.js';

const { values } = parseArgs({ options: { mib: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' } } });
const MIB = 1024 * 1024;
const FILE_MIB = Number(values.mib);
const ROUNDS = Number(values.rounds);
const CHUNK_BYTES = 16 * 1024;
const key = randomBytes(32);
const context = Buffer.from('sealing');

/** MiB per second of AES-256-GCM at blocks of a chunk. */
function opensslSpeed(processes: number): number {
    const { stdout } = spawnSync('openssl', ['speed', '-multi', String(processes), '-evp', 'aes-256-gcm', '-bytes', String(CHUNK_BYTES), '-seconds', '1'], { encoding: 'utf8' });
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

/** MiB per second of each round. */
async function speed(work: () => Promise<void>): Promise<number> {
    const started = performance.now();
    await work();
    return FILE_MIB / (performance.now() - started) * 1_000;
}

const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? NaN;

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

const bare = new BareCipher();
try {
    const piece = randomBytes(MIB);
    await pipeline(Readable.from(Array.from({ length: FILE_MIB }, () => piece)), createWriteStream(at('plain')));
    const read = (name: string): Pieces => createReadStream(at(name), { highWaterMark: MIB }) as Pieces;
    await pipeline(sealContent(read('plain'), key, context), createWriteStream(at('sealed')));
    await bare.speed(200);
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 5);
    const measured: Readonly<Record<string, (number: number) => number | Promise<number>>> = {
        'openssl speed, one processor': () => opensslSpeed(1),
        [`openssl speed, ${availableParallelism()} processors`]: () => opensslSpeed(availableParallelism()),
        [`bare loop of Node's cipher, ${availableParallelism()} processors`]: () => bare.speed(500),
        'seal': () => speed(() => drained(sealContent(read('plain'), key, context))),
        'open': () => speed(() => drained(openContent(read('sealed'), key, context))),
        'seal a whole file, to disk': number => speed(() => sealWhole(number)),
        'open a whole file': number => speed(() => openWhole(number)),
    };
    const figures = Object.keys(measured).map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
        for (const [place, measure] of Object.values(measured).entries()) figures[place]?.push(await measure(round));
    }
    clearInterval(watch);
    console.log(`AES-256-GCM, ${CHUNK_BYTES} bytes, Node ${process.version}; MiB/s and ratio to openssl on one processor of the same round, medians of ${ROUNDS}`);
    for (const [place, name] of Object.keys(measured).entries()) {
        const rounds = figures[place] ?? [];
        const ratios = rounds.map((one, round) => one / (figures[0]?.[round] ?? NaN));
        console.log(`${name.padEnd(46)} ${median(rounds).toFixed(0).padStart(5)} ${median(ratios).toFixed(2).padStart(5)} (most ${Math.max(...ratios).toFixed(2)})`);
    }
    console.log(`peak memory above idle: ${((peak - idle) / MIB).toFixed(0)} MiB`);
} finally {
    await bare.end();
    rmSync(folder, { recursive: true });
}
