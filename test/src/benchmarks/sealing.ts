// Sealing and opening 100 MiB beside `openssl speed` at the same block size, on one processor and on all, and beside Node's cipher in a bare
// loop on all: the encryption alone, and a whole file with hashes and disk. Each round measures all of them, so that all are compared with what
// the computer gave at the same time, and each as openssl does for a second or longer. Beside whole files stands what cipher and hashes alone would
// give if all processors were always busy with them.
//   node test/dist/benchmarks/sealing.js [--mib 100] [--rounds 5]
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
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

/** MiB per second, over and over for a second. @param work on so many MiB */
async function speed(work: () => void | Promise<void>, mib = FILE_MIB): Promise<number> {
    const started = performance.now();
    let times = 0;
    for (; performance.now() - started < 1_000; times++) await work();
    return times * mib / (performance.now() - started) * 1_000;
}

/** Of SHA-256 on one processor, in pieces as they are read. */
function hashSpeed(piece: Uint8Array): Promise<number> {
    const hash = createHash('sha256');
    return speed(() => { hash.update(piece); }, piece.length / MIB);
}

const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'carnet-sealing-'));
const at = (name: string): string => join(folder, name);

const sharesOf = (file: string): string[] => ['a', 'b', 'c'].map(name => at(`${file}-${name}`));

async function sealWhole(file: string): Promise<void> {
    const film = { path: 'film', mediaType: 'video/mp4', group: FILE_GROUP, content: fileContent(at('plain')) };
    await sealFile({ sections: [film], folder: at(file), threshold: 2, shareFiles: sharesOf(file), title: null });
}

async function openWhole(file: string): Promise<void> {
    const shares = sharesOf(file).slice(1).map(path => parseShareFile(readFileSync(path, 'utf8'), path));
    for await (const { content } of openFile(at(file), shares)) await drained(content);
}

/** Sealed one after the other, and then removed. */
async function sealingWhole(): Promise<number> {
    const made: string[] = [];
    const found = await speed(() => {
        const file = `file-${made.length}`;
        made.push(file);
        return sealWhole(file);
    });
    for (const file of made) for (const path of [at(file), ...sharesOf(file)]) rmSync(path, { recursive: true });
    return found;
}

/** What one round found, MiB per second by name. */
type Round = Readonly<Record<string, number>>;

const PROCESSORS = availableParallelism();
const ONE_OPENSSL = 'openssl speed, one processor';
const BARE = `bare loop of Node's cipher, ${PROCESSORS} processors`;
const HASH = 'SHA-256, one processor';
const BOUND = `cipher and two hashes, ${PROCESSORS} processors`;

const bare = new BareCipher();
try {
    const piece = randomBytes(MIB);
    await pipeline(Readable.from(Array.from({ length: FILE_MIB }, () => piece)), createWriteStream(at('plain')));
    const read = (name: string): Pieces => createReadStream(at(name), { highWaterMark: MIB }) as Pieces;
    await pipeline(sealContent(read('plain'), key, context), createWriteStream(at('sealed')));
    await sealWhole('whole');
    await bare.speed(200);
    const idle = process.memoryUsage.rss();
    let peak = idle;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 5);
    const measured: Readonly<Record<string, (round: Round) => number | Promise<number>>> = {
        [ONE_OPENSSL]: () => opensslSpeed(1),
        [`openssl speed, ${PROCESSORS} processors`]: () => opensslSpeed(PROCESSORS),
        [BARE]: () => bare.speed(1_000),
        [HASH]: () => hashSpeed(piece),
        'seal': () => speed(() => drained(sealContent(read('plain'), key, context))),
        'open': () => speed(() => drained(openContent(read('sealed'), key, context))),
        // Computed: content and ciphertext are hashed, and the cipher works on all processors already.
        [BOUND]: round => PROCESSORS / (2 / (round[HASH] ?? NaN) + PROCESSORS / (round[BARE] ?? NaN)),
        'seal a whole file, to disk': sealingWhole,
        'open a whole file': () => speed(() => openWhole('whole')),
    };
    const rounds: Round[] = [];
    for (let number = 0; number < ROUNDS; number++) {
        const round: Record<string, number> = {};
        for (const [name, measure] of Object.entries(measured)) round[name] = await measure(round);
        rounds.push(round);
    }
    clearInterval(watch);
    console.log(`AES-256-GCM, ${CHUNK_BYTES} bytes, Node ${process.version}; MiB/s and ratio to openssl on one processor of the same round, medians of ${ROUNDS}`);
    for (const name of Object.keys(measured)) {
        const found = rounds.map(round => round[name] ?? NaN);
        const ratios = rounds.map((round, place) => (found[place] ?? NaN) / (round[ONE_OPENSSL] ?? NaN));
        console.log(`${name.padEnd(46)} ${median(found).toFixed(0).padStart(5)} ${median(ratios).toFixed(2).padStart(5)} (most ${Math.max(...ratios).toFixed(2)})`);
    }
    console.log(`peak memory above idle: ${((peak - idle) / MIB).toFixed(0)} MiB`);
} finally {
    await bare.end();
    rmSync(folder, { recursive: true });
}
