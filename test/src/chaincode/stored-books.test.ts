// What stands on a ledger since an earlier version is read as what it was: pages with every reason, and lists in which two ids look alike.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { entryHash, type RecordedEntry } from '@carnet/domain';
import { CHAINCODE_DIR } from './trade.js';

const load = createRequire(import.meta.url);
const { fromPageRow } = load(join(CHAINCODE_DIR, 'dist/vehicle/page-row.js')) as {
    readonly fromPageRow: (row: unknown) => { readonly entries: readonly RecordedEntry[]; readonly warnings: readonly (readonly string[])[] };
};
const { withId } = load(join(CHAINCODE_DIR, 'dist/vehicle/id-list.js')) as {
    readonly withId: (list: string, name: Name, page: number) => string;
};
const { WorldState } = load(join(CHAINCODE_DIR, 'dist/ledger/world-state.js')) as { readonly WorldState: new (stub: object) => object };
const { EntryFinder } = load(join(CHAINCODE_DIR, 'dist/vehicle/entry-finder.js')) as { readonly EntryFinder: new (context: object, vin: string, head: object) => Finder };

interface Name { readonly mspId: string; readonly entryId: string }
interface Finder {
    find(name: Name): Promise<{ readonly entry: RecordedEntry } | undefined>;
    placeOf(name: Name): Promise<readonly number[] | undefined>;
    exists(name: Name): Promise<boolean>;
}

const VIN = 'VF1JM0D0641234567';

/** A page as version 1 of the rules wrote it, with each of their reasons. Never to be changed: the books that were recorded are not either. */
const PAGE_OF_VERSION_1 = [
    '{"vin":"VF1JM0D0641234567","mspId":"Org1MSP","writer":"x509::/CN=User1::/CN=ca","recordedAt":"2024-03-01T09:00:00.000Z","transacti',
    'onId":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","rulesVersion":1,"first":2,"previousHash":"aaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","rows":[{"hash":"8adaffa920c9382b97e4c29606d4b744546b873901bcc2b65b5dc32bfaa1f',
    '614","entryId":"e0","type":"READING","date":"2020-01-11","odometer":{"value":10000,"unit":"km","status":"READ","method":"DASH"},"s',
    'ource":"inspection","confirm":true},{"hash":"54229692fc5f5c61e2cfec7420f48c3d18c939c5bd7ec7646981c2d30dca764c","entryId":"e1","typ',
    'e":"READING","date":"2021-02-11","odometer":{"value":10001,"unit":"km","status":"READ","method":"DASH"},"source":"inspection","con',
    'firm":true},{"hash":"cd2517b007e4c4c3bf704350f08167ad8cf54a46ba86777ba80c802244c993f1","entryId":"e2","type":"READING","date":"202',
    '2-03-11","odometer":{"value":10002,"unit":"km","status":"READ","method":"DASH"},"source":"inspection","confirm":true},{"hash":"533',
    '617a7601d29daafb4522000e24c97d66fa7ada1160e13ee6bd6d92a7dbbef","entryId":"e3","type":"READING","date":"2023-04-11","odometer":{"va',
    'lue":10003,"unit":"km","status":"READ","method":"DASH"},"source":"inspection","confirm":true},{"hash":"6aa70fd62b6c67c6ad455e7d82a',
    'e28ac11251eeed9badc37d112794703e2380d","entryId":"e4","type":"READING","date":"2020-05-11","odometer":{"value":10004,"unit":"km","',
    'status":"READ","method":"DASH"},"source":"inspection","confirm":true},{"hash":"300afeb15d2d531272a410764445bde60b192747706e1cbe3c1',
    '60b8d2eb5241a","entryId":"e5","type":"READING","date":"2021-06-11","odometer":{"value":10005,"unit":"km","status":"READ","method":',
    '"DASH"},"source":"inspection","confirm":true},{"hash":"30df7c89942b2c707adb507082e409c1467a214c07cffadc3f49ef5ef76d650b","entryId"',
    ':"e6","type":"READING","date":"2022-07-11","odometer":{"value":10006,"unit":"km","status":"READ","method":"DASH"},"source":"inspec',
    'tion","confirm":true},{"hash":"a1da491032a1cf4230a637abdaae238e470dfb5f1084d20b0f49cedc3cc6b170","entryId":"e7","type":"READING","',
    'date":"2023-08-11","odometer":{"value":10007,"unit":"km","status":"READ","method":"DASH"},"source":"inspection","confirm":true}],"',
    'reasons":[[0,"06_TOO_FEW"],[1,"00_ASCENDING"],[3,"05_IMPORTED"],[4,"01_ROLLOVER"],[5,"02_REPLACED"],[6,"07_LEGACY"],[7,"04_LOWER_T',
    'HAN_EARLIER"]],"warnings":[[6,["MINOR_DROP"]],[7,["ROLLBACK"]]]}',
].join('');

/** What version 1 of the rules concluded from each reason. */
const VERDICTS_OF_VERSION_1 = {
    '06_TOO_FEW': 'NO_JUDGEMENT', '00_ASCENDING': 'LOGICAL', '05_IMPORTED': 'NO_JUDGEMENT', '01_ROLLOVER': 'NO_JUDGEMENT',
    '02_REPLACED': 'NO_JUDGEMENT', '07_LEGACY': 'NO_JUDGEMENT', '04_LOWER_THAN_EARLIER': 'ILLOGICAL',
};

test('a page of an earlier version gives the entries that were sealed then, whose hashes cover reason and verdict', () => {
    const { entries, warnings } = fromPageRow(JSON.parse(PAGE_OF_VERSION_1));
    assert.deepEqual(Object.fromEntries(entries.map(({ reason, verdict }) => [reason, verdict])), VERDICTS_OF_VERSION_1);
    assert.deepEqual(entries.map(({ rulesVersion, sequence }) => [rulesVersion, sequence]), [2, 3, 4, 5, 6, 7, 8, 9].map(sequence => [1, sequence]));
    for (const entry of entries) assert.equal(entryHash(entry), entry.hash, entry.entryId);
    assert.deepEqual(warnings, [[], [], [], [], [], [], ['MINOR_DROP'], ['ROLLBACK']]);
});

/** A finder in a book whose list of ids has these pages for a name; both pages hold what page 1 of the book above has. */
function finder(name: Name, pages: readonly number[], entryIds: Readonly<Record<number, string>>): Finder {
    const stored = JSON.parse(PAGE_OF_VERSION_1) as { readonly rows: readonly object[] };
    const texts = new Map(Object.entries(entryIds).map(([page, entryId]) =>
        [`\0page\0${VIN}\0${page}\0`, JSON.stringify({ ...stored, rows: [{ ...stored.rows[0], entryId }] })]));
    const state = new WorldState({ getState: (key: string) => Promise.resolve(Buffer.from(texts.get(key) ?? '')) });
    return new EntryFinder({ state }, VIN, { ids: pages.reduce((list, page) => withId(list, name, page), '') });
}

test('an id whose digits in the list are those of another is found on its own page', async () => {
    const name = { mspId: 'Org1MSP', entryId: 'mine' };
    const found = finder(name, [1, 2], { 1: 'other', 2: 'mine' });
    assert.equal((await found.find(name))?.entry.entryId, 'mine');
    assert.equal((await found.placeOf(name))?.[0], 2);
    assert.equal(await found.exists(name), true);
});

test('an id whose digits are in the list for another one alone is not in the book', async () => {
    const name = { mspId: 'Org1MSP', entryId: 'mine' };
    const found = finder(name, [1], { 1: 'other' });
    assert.equal(await found.find(name), undefined);
    assert.equal(await found.placeOf(name), undefined);
    assert.equal(await found.exists(name), false);
});
