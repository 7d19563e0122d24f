// carnet shares split and combine: a secret goes into files and comes back from any k, and nothing is half-written or printed.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { carnetCommand } from '../client/command.js';

const SECRET = 'the combination of the safe is 8-17-42';
let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-shares-')); });
after(() => { rmSync(dir, { recursive: true }); });

const at = (...names: readonly string[]): string => join(dir, ...names);
const share = (index: number): readonly string[] => ['--share', at('set', `share-${index}.json`)];

test('a secret from standard input is split into files that only their owner reads, and any three of five give it back', async () => {
    const { status, out } = await carnetCommand(['shares', 'split', '-', '--threshold', '3', '--shares', '5', '--out', at('set'), '--json'], [SECRET]);
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(out) as { files: string[] }).files, readdirSync(at('set')).sort());
    for (const file of readdirSync(at('set'))) {
        assert.equal(statSync(at('set', file)).mode & 0o777, 0o600);
        const text = readFileSync(at('set', file), 'utf8');
        assert.ok(!text.includes(SECRET) && !text.includes(Buffer.from(SECRET).toString('base64')) && !out.includes((JSON.parse(text) as { share: string }).share));
    }
    for (const [place, together] of [[1, 2, 3], [5, 1, 4], [2, 3, 4, 5]].entries()) {
        const combined = await carnetCommand(['shares', 'combine', ...together.flatMap(share), '--out', at(`back-${place}`)]);
        assert.deepEqual([combined.status, combined.err], [0, '']);
        assert.equal(readFileSync(at(`back-${place}`), 'utf8'), SECRET);
        assert.equal(statSync(at(`back-${place}`)).mode & 0o777, 0o600);
        assert.ok(!combined.out.includes(SECRET));
    }
});

test('too few, doubled, foreign and changed shares are refused by name, and nothing is written', async () => {
    await carnetCommand(['shares', 'split', '-', '--threshold', '3', '--shares', '5', '--out', at('other')], [SECRET]);
    const change = (name: string, changed: (file: Record<string, unknown>) => object): readonly string[] => {
        const file = JSON.parse(readFileSync(at('set', 'share-3.json'), 'utf8')) as Record<string, unknown>;
        writeFileSync(at(name), JSON.stringify({ ...file, ...changed(file) }));
        return ['--share', at(name)];
    };
    const foreign = JSON.parse(readFileSync(at('other', 'share-3.json'), 'utf8')) as { share: string };
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
        [[...share(1), ...share(2)], /^NOT_ENOUGH_SHARES: 2 of the 3/],
        [[...share(1), ...share(2), ...share(2)], /^DUPLICATE_SHARE: The share of holder 2/],
        [[...share(1), ...share(2), '--share', at('other', 'share-3.json')], /^WRONG_DOCUMENT/],
        [[...share(1), ...share(2), ...change('k', () => ({ k: 2 }))], /^WRONG_DOCUMENT: The shares 1 and 3/],
        [[...share(1), ...share(2), ...change('bad', () => ({ share: foreign.share }))], /^SHARE_COMMITMENT_MISMATCH: .* holder 3/],
        [[...share(1), ...share(2), ...change('index', () => ({ index: 4 }))], /^SHARE_INDEX_MISMATCH/],
        [[...share(1), ...share(2), ...change('extra', () => ({ extra: 1 }))], /^MALFORMED_SHARE/],
        [[...share(1), ...share(2), '--share', at('none')], /^FILE_UNREADABLE/],
    ];
    for (const [given, said] of cases) {
        const { status, err } = await carnetCommand(['shares', 'combine', ...given, '--out', at('never')]);
        assert.equal(status, 1);
        assert.match(err, said);
        assert.ok(!err.includes(foreign.share) && !err.includes(SECRET));
    }
    assert.ok(!readdirSync(dir).includes('never'));
});

test('no file or folder that exists is written over', async () => {
    writeFileSync(at('mine'), 'mine');
    for (const args of [['split', '-', '--threshold', '2', '--shares', '3', '--out', at('mine')], ['combine', ...share(1), ...share(2), ...share(3), '--out', at('mine')]]) {
        const { status, err } = await carnetCommand(['shares', ...args], [SECRET]);
        assert.equal(status, 1);
        assert.match(err, /^FILE_UNWRITABLE/);
    }
    assert.equal(readFileSync(at('mine'), 'utf8'), 'mine');
});

test('a wrong call is refused', async () => {
    const wrong: readonly (readonly [readonly string[], string, number, RegExp])[] = [
        [['split', '-', '--shares', '3', '--out', at('x')], SECRET, 2, /--threshold is missing/],
        [['split', '-', '--threshold', '2', '--shares', '3', '--out', at('x')], '', 1, /^CONTENT_INVALID: A secret has 1 to 65536 bytes/],
        [['split', '-', '--threshold', '2', '--shares', '3', '--out', at('x')], 's'.repeat(65_537), 1, /^FILE_UNREADABLE: Standard input has more than 65536 bytes/],
        [['split', '-', '--threshold', '4', '--shares', '3', '--out', at('x')], SECRET, 1, /^THRESHOLD_INVALID/],
        [['combine', '--out', at('x')], '', 2, /--share is missing/],
    ];
    for (const [args, input, expected, said] of wrong) {
        const { status, err } = await carnetCommand(['shares', ...args], input === '' ? [] : [input]);
        assert.equal(status, expected, err);
        assert.match(err, said);
    }
    assert.ok(!readdirSync(dir).includes('x'));
});
