// carnet document seal-file, open-file, verify and redact: without a network, and nothing half-written.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { canonicalJson } from '@carnet/domain';
import { exportBundle, LedgerStore, openDocument, sealDocument, serialiseBundle } from '@carnet/client';
import { carnetCommand, type Outcome } from '../client/command.js';
import { people, policyOf } from './people.js';
import { contractDraft } from './sealed.js';
import { bytesOf } from './store-cases.js';

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-sealed-files-')); });
after(() => { rmSync(dir, { recursive: true }); });

interface SealedHere {
    readonly folder: string;
    readonly file: string;
    readonly shares: readonly string[];
    readonly answer: Outcome;
}

function filesIn(folder: string): string[] {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

/** Seals a new file in a folder of its own, for 2 of 3. */
async function sealed(name: string, content: Uint8Array, more: readonly string[] = []): Promise<SealedHere> {
    const own = mkdtempSync(join(dir, 'f-'));
    const file = join(own, name);
    writeFileSync(file, content);
    const shares = Array.from({ length: 3 }, (_, place) => join(own, `holder-${place + 1}.share`));
    const answer = await carnetCommand(['document', 'seal-file', file, '--threshold', '2', ...shares.flatMap(share => ['--share', share]), ...more]);
    return { folder: `${file}.sealed`, file, shares, answer };
}

function opening(folder: string, shares: readonly string[], out: string): Promise<Outcome> {
    return carnetCommand(['document', 'open-file', folder, ...shares.flatMap(share => ['--share', share]), '--out', out, '--json']);
}

async function refusedOpening(folder: string, shares: readonly string[], code: string): Promise<void> {
    const out = join(dir, 'refused');
    const { status, out: shown, err } = await opening(folder, shares, out);
    assert.deepEqual([status, shown, (JSON.parse(err) as { code: string }).code], [1, '', code], err);
    assert.ok(!existsSync(out) && !readdirSync(dir).some(name => name.endsWith('.unfinished')));
}

test('a file is sealed and opened by any two of three, byte for byte, and nothing of it is in the folder', async () => {
    const content = bytesOf(300_000);
    const { folder, file, shares, answer } = await sealed('film.mp4', content);
    assert.equal(answer.status, 0, answer.err);
    assert.match(answer.out, /opens with {2}2 of 3 shares/);
    for (const share of shares) assert.equal(statSync(share).mode & 0o777, 0o600);
    const [a = '', b = '', c = ''] = shares;
    for (const pair of [[a, b], [b, c], [a, c], [a, b, c]]) {
        const out = join(dir, 'out');
        const { status, out: shown } = await opening(folder, pair, out);
        assert.deepEqual([status, (JSON.parse(shown) as { bytes: number }).bytes], [0, content.length]);
        assert.ok(readFileSync(out).equals(content));
        rmSync(out);
    }
    const secrets = shares.map(share => (JSON.parse(readFileSync(share, 'utf8')) as { share: string }).share);
    const kept = filesIn(folder).map(path => readFileSync(path));
    assert.equal(kept.length, 2);
    for (const bytes of kept) assert.ok(!bytes.includes(content.subarray(1_000, 1_032)) && !secrets.some(secret => bytes.includes(secret)));
    for (const secret of secrets) assert.ok(!answer.out.includes(secret));
    assert.ok(existsSync(file));
});

test('of a JSON contract the named parts are sealed, and it opens as it was; names and lengths can be hidden', async () => {
    const contract = { car: 'VF1JZ0J0H48812345', price: 8000, terms: { months: 12, reserve: 7000 } };
    const { folder, shares } = await sealed('sale.json', Buffer.from(JSON.stringify(contract)), [
        '--seal', '/price', '--seal', '/terms/reserve', '--opaque', '--pad-to', '64', '--title', 'Sale',
    ]);
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    assert.ok(!manifest.includes('/price') && !manifest.includes('reserve') && manifest.includes('"title":"Sale"') && manifest.includes('"length":64'));
    const out = join(dir, 'sale.json');
    assert.equal((await opening(folder, shares.slice(1), out)).status, 0);
    assert.equal(readFileSync(out, 'utf8'), `${canonicalJson(contract)}\n`);
    const whole = await sealed('sale.json', Buffer.from('{"a": 1}'), ['--media-type', 'application/json']);
    const again = join(dir, 'again.json');
    assert.equal((await opening(whole.folder, whole.shares, again)).status, 0);
    assert.equal(readFileSync(again, 'utf8'), '{"a": 1}');
});

test('missing, mixed, doubled, damaged and foreign shares are refused by code, and nothing is written', async () => {
    const { folder, shares: [a = '', b = ''] } = await sealed('will.txt', Buffer.from('to my heirs'));
    const other = await sealed('will.txt', Buffer.from('to my heirs'));
    await refusedOpening(folder, [a], 'NOT_ENOUGH_SHARES');
    await refusedOpening(folder, [a, a], 'DUPLICATE_SHARE');
    await refusedOpening(folder, [a, other.shares[1] ?? ''], 'WRONG_DOCUMENT');
    await refusedOpening(folder, [a, join(dir, 'no-such.share')], 'FILE_UNREADABLE');
    await refusedOpening(join(dir, 'no-such-folder'), [a, b], 'FILE_UNREADABLE');
    const text = readFileSync(b, 'utf8');
    const damage: [(share: Record<string, unknown>) => unknown, string][] = [
        [share => ({ ...share, share: String(share['share']).slice(0, -1) }), 'MALFORMED_SHARE'],
        [share => ({ ...share, share: `a${String(share['share']).slice(1)}` }), 'UNSUPPORTED_FIELD'],
        [share => ({ ...share, share: String(share['share']).replace(/.$/, last => last === '0' ? '1' : '0') }), 'SHARE_COMMITMENT_MISMATCH'],
        [share => ({ ...share, index: 3 }), 'SHARE_INDEX_MISMATCH'],
        [share => ({ ...share, holder: 'somebody' }), 'SHARE_INDEX_MISMATCH'],
        [share => ({ ...share, epoch: 2 }), 'WRONG_EPOCH'],
        [share => ({ ...share, manifestHash: '0'.repeat(64) }), 'MANIFEST_MISMATCH'],
        [share => ({ ...share, note: 'x' }), 'MALFORMED_SHARE'],
        [share => [share], 'MALFORMED_SHARE'],
    ];
    for (const [change, code] of damage) {
        writeFileSync(b, JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)));
        await refusedOpening(folder, [a, b], code);
    }
    writeFileSync(b, text);
    assert.equal((await opening(folder, [a, b], join(dir, 'will.txt'))).status, 0);
    // What is there is not overwritten.
    const { status, err } = await opening(folder, [a, b], join(dir, 'will.txt'));
    assert.deepEqual([status, (JSON.parse(err) as { code: string }).code], [1, 'FILE_UNWRITABLE']);
    assert.equal(readFileSync(join(dir, 'will.txt'), 'utf8'), 'to my heirs');
});

test('whoever has too few share files, or a bad one, is told by the names of their holders', async () => {
    const own = mkdtempSync(join(dir, 'names-'));
    const [file, folder] = [join(own, 'Testament.txt'), join(own, 'sealed')];
    writeFileSync(file, 'to my heirs');
    const [anna, jurgen, carla] = ['anna', 'Jürgen', 'carla'].map(name => join(own, `${name}.share`)) as [string, string, string];
    await carnetCommand(['document', 'seal-file', file, '--threshold', '2', '--out', folder, ...[anna, jurgen, carla].flatMap(share => ['--share', share])]);
    const said = async (...shares: readonly string[]): Promise<string> => (JSON.parse((await opening(folder, shares, join(own, 'out'))).err) as { message: string }).message;
    assert.equal(await said(anna), 'NOT_ENOUGH_SHARES: 2 share files are needed, and 1 given. Others have Jurgen, carla.');
    assert.equal(await said(jurgen, jurgen), 'DUPLICATE_SHARE: The share of Jurgen was given twice.');
    writeFileSync(carla, readFileSync(carla, 'utf8').replace(/.(?=","v")/, last => last === '0' ? '1' : '0'));
    assert.match(await said(anna, carla), /^SHARE_COMMITMENT_MISMATCH: The share file of carla is no good: /);
    const toOutput = await carnetCommand(['document', 'open-file', folder, '--share', anna, '--share', jurgen, '--out', '-']);
    assert.deepEqual([toOutput.status, toOutput.out], [2, '']);
});

test('every changed bit of manifest, ciphertext or share is refused, or gives the same file', async () => {
    const { folder, shares: [a = '', b = ''] } = await sealed('note.txt', Buffer.from('a note'));
    const [ciphertext] = filesIn(join(folder, 'ciphertexts'));
    const out = join(dir, 'flipped');
    for (const [file, step] of [[join(folder, 'manifest.json'), 37], [ciphertext ?? '', 41], [b, 13]] as const) {
        const bytes = readFileSync(file);
        for (let bit = 0; bit < bytes.length * 8; bit += step) {
            const changed = Buffer.from(bytes);
            changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ 1 << (bit & 7);
            writeFileSync(file, changed);
            const { status, err } = await opening(folder, [a, b], out);
            // Upper and lower case of a digit of a share are one share.
            if (status === 0) assert.ok(file === b && readFileSync(out, 'utf8') === 'a note', `${file} ${bit}`);
            else assert.match(err, /^\{"code":"(?!INTERNAL)/);
            rmSync(out, { force: true });
        }
        writeFileSync(file, bytes);
    }
});

test('a pipe in the place of the manifest or a ciphertext is refused, and nobody waits for it', { skip: process.platform === 'win32' && 'has no pipes among its files' }, async () => {
    for (const [name, code] of [['manifest.json', 'FILE_UNREADABLE'], [undefined, 'CIPHERTEXT_CORRUPT']] as const) {
        const { folder, shares: [a = '', b = ''] } = await sealed('letter.txt', bytesOf(100_000));
        const file = filesIn(folder).find(path => path.endsWith('manifest.json') === (name !== undefined)) ?? '';
        rmSync(file);
        execFileSync('mkfifo', [file]);
        await refusedOpening(folder, [a, b], code);
    }
});

test('a sealing that fails leaves nothing, and overwrites nothing', async () => {
    const own = mkdtempSync(join(dir, 'failing-'));
    const file = join(own, 'plan.txt');
    writeFileSync(file, 'plan');
    mkdirSync(join(own, 'taken.sealed'));
    writeFileSync(join(own, 'taken.share'), 'of somebody');
    const [one, two] = [join(own, 'one.share'), join(own, 'two.share')];
    const before = readdirSync(own).sort();
    const attempts: [readonly string[], number, RegExp][] = [
        [[file, '--threshold', '2', '--share', one, '--share', two, '--out', join(own, 'taken.sealed')], 1, /FILE_UNWRITABLE/],
        [[file, '--threshold', '2', '--share', one, '--share', join(own, 'taken.share')], 1, /FILE_UNWRITABLE/],
        [[file, '--threshold', '2', '--share', one, '--share', join(own, 'no', 'folder.share')], 1, /FILE_UNWRITABLE/],
        [[file, '--threshold', '3', '--share', one, '--share', two], 1, /THRESHOLD_INVALID: 3 of 2 cannot be needed/],
        [[file, '--threshold', '1', '--share', one, '--share', two], 1, /THRESHOLD_INVALID/],
        [[file, '--threshold', '2', '--share', one, '--share', join(own, 'x', '..', 'one.key')], 1, /CONTENT_INVALID/],
        [[join(own, 'nothing.txt'), '--threshold', '2', '--share', one, '--share', two], 1, /FILE_UNREADABLE/],
        [[file, '--threshold', '2', '--share', one, '--share', two, '--seal', '/price'], 1, /MALFORMED_JSON/],
        [[file, '--threshold', '2', '--share', one], 2, /name two share files/],
        [[file, '--threshold', '2', '--share', one, '--share', '-'], 2, /this is written into a file: name one/],
        [[own, '--threshold', '2', '--share', one, '--share', two, '--out', join(own, 'new')], 1, /FILE_UNREADABLE: .* cannot be read: it is a folder \(EISDIR\)/],
        [[file, '--share', one, '--share', two], 2, /--threshold is missing/],
        [[file, '--threshold', 'two', '--share', one, '--share', two], 2, /give a whole number/],
    ];
    for (const [args, expected, said] of attempts) {
        const { status, err } = await carnetCommand(['document', 'seal-file', ...args]);
        assert.equal(status, expected, `${args.join(' ')}: ${err}`);
        assert.match(err, said);
        assert.deepEqual(readdirSync(own).sort(), before, args.join(' '));
    }
});

test('a bundle is verified and redacted from the command line', async () => {
    const who = await people();
    const roots = join(dir, 'organizations');
    for (const [mspId, [pem = '']] of Object.entries(who.roots)) {
        const organisation = join(roots, 'peerOrganizations', mspId.toLowerCase());
        mkdirSync(join(organisation, 'msp', 'cacerts'), { recursive: true });
        writeFileSync(join(organisation, 'msp', 'cacerts', 'ca.pem'), pem);
        writeFileSync(join(organisation, 'connection-org.json'), JSON.stringify({ organizations: { one: { mspid: mspId } } }));
    }
    const store = new LedgerStore();
    const { manifest, shares } = await sealDocument(contractDraft({ policy: policyOf(who.seller.identity, who.buyer.identity) }), { ledger: store });
    const signatures = [await who.seller.sign(manifest), await who.buyer.sign(manifest)];
    const all = [...shares.values()].map(({ share }) => share);
    const made = await exportBundle([{ manifest, signatures }], openDocument(manifest, all, { stores: [store] }));
    const [file, copy] = [join(dir, 'sale.carnet-document.json'), join(dir, 'copy.json')];
    writeFileSync(file, serialiseBundle(made));
    const proved = await carnetCommand(['document', 'verify', file, '--roots', roots]);
    assert.equal(proved.status, 0, proved.err);
    assert.match(proved.out, /\/price +[0-9a-f]{64} {2}8000\n/);
    assert.match(proved.out, /The proof holds: 3 of 3 sections are shown/);
    assert.equal((await carnetCommand(['document', 'redact', file, '--out', copy, '--reveal', '/price'])).out, `${copy}: 1 sections shown`);
    const redacted = await carnetCommand(['document', 'verify', copy, '--roots', roots]);
    assert.match(redacted.out, /hidden +how\n\(rest\) +public, not shown\nopaque\/[0-9a-f]{16} +sealed for reserve, up to 64 bytes/);
    const json = JSON.parse((await carnetCommand(['document', 'verify', copy, '--roots', roots, '--json'])).out) as { hidden: unknown[]; revealed: { content: string }[] };
    assert.deepEqual([json.hidden.length, json.revealed[0]?.content], [2, Buffer.from('8000').toString('base64')]);
    writeFileSync(copy, readFileSync(copy, 'utf8').replace('Sale of a car', 'Gift of a car'));
    const { status, err } = await carnetCommand(['document', 'verify', copy, '--roots', roots, '--json']);
    assert.deepEqual([status, (JSON.parse(err) as { code: string }).code], [3, 'PROOF_SIGNATURE_WRONG']);
});
