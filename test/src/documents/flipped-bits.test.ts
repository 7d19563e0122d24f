// A single bit changed in whatever is kept or sent of a document raises an error that has a name, and never gives another plaintext.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, test } from 'node:test';
import { canonicalJson, CarnetFailure, manifestCodec, manifestHash } from '@carnet/domain';
import {
    CarnetError, exportBundle, LedgerStore, newEncryptionKey, openDocument, readKeyFile, sealDocument, serialiseBundle, verifyBundle, writeKeyFile,
} from '@carnet/client';
import { parseShareFile, serialiseShareFile } from '@carnet/client/dist/documents/file/share-file.js';
import {
    combineSecret, combineShares, decryptSection, encryptSection, readSecretShare, splitSecret, type HolderShare,
} from '@carnet/client/dist/secrets/index.js';
import { people, policyOf, type People } from './people.js';
import { contractDraft, seal, type Sealed } from './sealed.js';

let sealed: Sealed;
before(async () => { sealed = await seal(); });

function flipped(bytes: Uint8Array, bit: number): Buffer {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ 1 << (bit & 7);
    return copy;
}

/** The code with which it is refused; undefined where it is not. Whatever has no code is no refusal. */
async function codeOf(attempt: () => unknown): Promise<string | undefined> {
    try {
        await attempt();
        return undefined;
    } catch (error) {
        assert.ok(error instanceof CarnetError || error instanceof CarnetFailure, String(error));
        return error.code;
    }
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    return Buffer.concat(all);
}

test('every bit of a ciphertext, and of the wrapped key beside it', async () => {
    const binding = { docId: 'd', group: 'g', keyEpoch: 1, policyHash: 'f'.repeat(64), path: '/price', mediaType: 'text/plain' };
    const groupKey = randomBytes(32);
    const { wrappedKey, ciphertext } = encryptSection(groupKey, binding, [Buffer.from('8000')]);
    const bytes = await collected(ciphertext);
    const open = (wrapped: string, encrypted: Buffer): Promise<Buffer> => collected(decryptSection(groupKey, binding, wrapped, [encrypted]));
    assert.equal((await open(wrappedKey, bytes)).toString(), '8000');
    for (let bit = 0; bit < bytes.length * 8; bit++) assert.equal(await codeOf(() => open(wrappedKey, flipped(bytes, bit))), 'CIPHERTEXT_CORRUPT', String(bit));
    const text = Buffer.from(wrappedKey);
    for (let bit = 0; bit < text.length * 8; bit++) assert.equal(await codeOf(() => open(flipped(text, bit).toString('latin1'), bytes)), 'CIPHERTEXT_CORRUPT', String(bit));
});

test('every bit of a manifest: it is none any more, or has another hash than the one that was signed', async () => {
    const text = Buffer.from(canonicalJson(sealed.manifest));
    for (let bit = 0; bit < text.length * 8; bit++) {
        let hash: string | undefined;
        const code = await codeOf(() => { hash = manifestHash(manifestCodec.decode(flipped(text, bit).toString('utf8'))); });
        assert.ok(code !== undefined || hash !== sealed.manifestHash, String(bit));
    }
});

test('every bit of the file of a share: it is none any more, is refused by the manifest, or says the same', async () => {
    const [own, other] = sealed.of('price', 1, 2) as [HolderShare, HolderShare];
    const group = sealed.manifest.groups['price'];
    assert.ok(group !== undefined);
    const file = { ...own, holder: 'h1', manifestHash: sealed.manifestHash };
    const text = Buffer.from(serialiseShareFile(file));
    const key = combineShares([own, other], { docId: own.docId, group: 'price', ...group });
    for (let bit = 0; bit < text.length * 8; bit++) {
        let read: typeof file | undefined;
        const code = await codeOf(() => {
            const { share, ...place } = read = parseShareFile(flipped(text, bit).toString('utf8'), 'h1.share');
            assert.deepEqual(combineShares([{ ...place, share }, other], { docId: own.docId, group: 'price', ...group }), key);
        });
        // Upper and lower case of a digit are one share; holder and manifest are compared with the manifest of the folder.
        const same = read !== undefined && read.share.toLowerCase() === own.share && read.holder === 'h1' && read.manifestHash === sealed.manifestHash;
        if (code === undefined) assert.ok(same || read?.holder !== 'h1' || read.manifestHash !== sealed.manifestHash, String(bit));
    }
});

test('every bit of the file of a secret\'s share', async () => {
    const secret = Buffer.from('the combination of the safe');
    const [one, two] = await splitSecret(secret, { k: 2, n: 2 });
    assert.ok(one !== undefined && two !== undefined);
    const text = Buffer.from(`${JSON.stringify(one)}\n`);
    for (let bit = 0; bit < text.length * 8; bit++) {
        let given: Buffer | undefined;
        const code = await codeOf(async () => { given = await combineSecret([readSecretShare(flipped(text, bit).toString('utf8'), 'share-1.json'), two]); });
        assert.ok(code !== undefined || given?.equals(secret), String(bit));
    }
});

test('every bit of a key file: what is no key file any more is refused at once, the rest by the passphrase\'s cipher', async () => {
    const key = newEncryptionKey();
    const text = Buffer.from(await writeKeyFile(key, 'correct horse battery staple'));
    const values = (['salt', 'privateKey', 'publicKey'] as const).map(name => {
        const found = new RegExp(`(?<="${name}": ")[^"]+`).exec(text.toString());
        assert.ok(found !== null);
        return [found.index * 8, (found.index + found[0].length) * 8] as const;
    });
    // Each costs as much as a guess of the passphrase: one bit of each of the three values, which stays base64.
    for (const [start] of values) {
        const letter = (place: number): string => String.fromCharCode(flipped(text, place)[place >> 3] ?? 0);
        const bit = [0, 1, 2, 3, 4, 5].map(place => start + place).find(place => /[A-Za-z0-9+/]/.test(letter(place)));
        assert.equal(await codeOf(() => readKeyFile(flipped(text, bit ?? 0).toString('utf8'), 'correct horse battery staple')), 'PASSPHRASE_WRONG', String(bit));
    }
    for (let bit = 0; bit < text.length * 8; bit++) {
        if (values.some(([start, end]) => bit >= start && bit < end)) continue;
        const code = await codeOf(() => readKeyFile(flipped(text, bit).toString('utf8'), 'correct horse battery staple'));
        assert.match(code ?? 'opened', /^(KEY_FILE_INVALID|PASSPHRASE_WRONG)$/, String(bit));
    }
});

test('a bit of every byte of a bundle', async () => {
    const who: People = await people();
    const store = new LedgerStore();
    const policy = policyOf(who.seller.identity, who.buyer.identity);
    const sale = await sealDocument(contractDraft({ author: who.seller.identity, policy }), { ledger: store });
    const signatures = [await who.seller.sign(sale.manifest), await who.buyer.sign(sale.manifest)];
    const shares = [...sale.shares.values()].map(({ share }) => share);
    const sections = openDocument(sale.manifest, shares, { stores: [store] });
    const file = Buffer.from(serialiseBundle(await exportBundle([{ manifest: sale.manifest, signatures }], sections)));
    for (let byte = 0; byte < file.length; byte++) {
        const code = await codeOf(() => verifyBundle(flipped(file, byte * 8 + byte % 8), who.roots));
        assert.match(code ?? 'accepted', /^PROOF_/, String(byte));
    }
});
