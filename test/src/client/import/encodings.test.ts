// The encodings that files come in, by byte order mark or by name, and what is no text in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADER, rowsOf, told, VIN, WORKSHOP } from './rows-of.js';

const LINES = [HEADER, `${VIN},o1,2024-03-14,1,Vidange effectuée – 25 €`].join('\n');
const IN_1252 = Buffer.from(LINES.split('').map(character => ({ '–': 0x96, '€': 0x80 })[character] ?? character.charCodeAt(0)));

function swapped(bytes: Buffer): Buffer {
    return Buffer.from(bytes).swap16();
}

async function workOf(bytes: Uint8Array, encoding?: string): Promise<unknown> {
    const [row] = await rowsOf(bytes, encoding === undefined ? WORKSHOP : { ...WORKSHOP, csv: { encoding } });
    assert.ok(row !== undefined);
    return row.outcome.kind === 'entry' ? row.outcome.entry.work?.[0] : told(row);
}

test('UTF-8 with and without a mark, UTF-16 by its mark, Windows-1252 and Latin-1 by name', async () => {
    const text = 'Vidange effectuée – 25 €';
    assert.equal(await workOf(Buffer.from(LINES)), text);
    assert.equal(await workOf(Buffer.from(`\ufeff${LINES}`)), text);
    assert.equal(await workOf(Buffer.from(`\ufeff${LINES}`), 'utf-8'), text);
    assert.equal(await workOf(Buffer.from(`\ufeff${LINES}`, 'utf16le')), text);
    assert.equal(await workOf(swapped(Buffer.from(`\ufeff${LINES}`, 'utf16le'))), text);
    assert.equal(await workOf(IN_1252, 'windows-1252'), text);
    assert.equal(await workOf(IN_1252, 'latin1'), text);
});

test('bytes that are no text in the encoding are refused by row and column', async () => {
    assert.deepEqual(await workOf(IN_1252), [2, 'IMPORT_ENCODING_INVALID', 'work']);
    assert.deepEqual(await workOf(Buffer.from(LINES, 'utf16le')), [1, 'IMPORT_NUL_BYTE', 'number 1', 'final']);
    assert.deepEqual(await workOf(Buffer.from(`\ufeff${LINES}`, 'utf16le'), 'windows-1252'), [1, 'IMPORT_ENCODING_INVALID', 'final']);
    const oddLength = Buffer.from(`\ufeff${LINES}`, 'utf16le').subarray(0, -1);
    assert.deepEqual(await workOf(oddLength), [2, 'IMPORT_ENCODING_INVALID', 'work']);
});

test('a file in two encodings: the rows in the right one are read, the others refused', async () => {
    const mixed = Buffer.concat([Buffer.from(LINES), IN_1252.subarray(HEADER.length), Buffer.from(LINES.slice(HEADER.length))]);
    assert.deepEqual((await rowsOf(mixed)).map(told), [[2, 'o1'], [3, 'IMPORT_ENCODING_INVALID', 'work'], [4, 'o1']]);
});
