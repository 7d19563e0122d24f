// Bundles: what they prove without a key and without a network, what a redacted copy hides, and every way of changing one.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { canonicalJson, manifestHash, type Manifest, type PersonSignature } from '@carnet/domain';
import {
    CarnetError, cutJson, exportBundle, LedgerStore, openDocument, redactBundle, sealDocument, serialiseBundle, verifyBundle,
    type Bundle, type SealedDocument,
} from '@carnet/client';
import { holders, people, policyOf, type Member, type People } from './people.js';
import { CONTRACT, contractDraft } from './sealed.js';
import { bytesOf, refused } from './store-cases.js';

let who: People;
let sale: SealedDocument;
let store: LedgerStore;
let signatures: readonly PersonSignature[];
let bundle: Bundle;

async function signed(manifest: Manifest, ...members: readonly Member[]): Promise<PersonSignature[]> {
    return Promise.all(members.map(member => member.sign(manifest)));
}

const text = (value: unknown): string => `${canonicalJson(value)}\n`;

before(async () => {
    who = await people();
    store = new LedgerStore();
    const parties = [who.seller.identity, who.buyer.identity];
    sale = await sealDocument(contractDraft({ author: who.seller.identity, policy: policyOf(...parties) }), { ledger: store });
    signatures = await signed(sale.manifest, who.seller, who.buyer);
    const shares = [...sale.shares.values()].map(({ share }) => share);
    bundle = await exportBundle([{ manifest: sale.manifest, signatures }], openDocument(sale.manifest, shares, { stores: [store] }));
});

test('a bundle proves what is shown, who signed it, and that nothing is hidden', async () => {
    const { manifest, versions, revealed, hidden } = await verifyBundle(serialiseBundle(bundle), who.roots);
    assert.deepEqual(manifest, sale.manifest);
    assert.deepEqual(versions.map(({ version, manifestHash: hash }) => [version, hash]), [[1, sale.manifestHash]]);
    assert.deepEqual(versions[0]?.signers.map(({ subject, vouched }) => [subject, vouched]).sort(), [['OU=client,CN=buyer', true], ['OU=client,CN=seller', true]]);
    assert.deepEqual(revealed.map(({ path, sealed, content }) => [path, sealed, Buffer.from(content ?? []).toString()]), [
        ['', false, '{"car":"VF1JZ0J0H48812345","terms":{"months":12}}'], ['/price', true, '8000'], ['/terms/reserve', true, '7000'],
    ]);
    assert.deepEqual(hidden, []);
});

test('a redacted copy proves the same, shows less, and says what it hides', async () => {
    const copy = serialiseBundle(redactBundle(serialiseBundle(bundle), ['/price']));
    assert.ok(!copy.includes(Buffer.from('7000').toString('base64')));
    const { revealed, hidden } = await verifyBundle(copy, who.roots);
    assert.deepEqual(revealed.map(({ path }) => path), ['/price']);
    assert.deepEqual(hidden, [{ place: 0, path: '' }, { place: 2, path: sale.manifest.sections[2]?.path, sealed: { group: 'reserve', length: 64 } }]);
    assert.throws(() => redactBundle(copy, ['/terms/reserve']), refused('SECTION_NOT_FOUND'));
});

test('an amendment is proved with the version before it', async () => {
    const parties = [who.seller.identity, who.buyer.identity];
    const second = await sealDocument({
        docId: 'sale-4711', type: 'contract', title: 'Sale of a car, amended', author: who.buyer.identity, policy: policyOf(...parties), previous: sale.manifest,
        sections: [...cutJson({ ...CONTRACT, price: 7800 }, { '/price': {}, '/terms/reserve': { group: 'reserve2' } }).slice(1)],
        groups: { reserve2: { k: 2, holders: holders(2) } },
    }, { ledger: new LedgerStore() });
    const both = await signed(second.manifest, who.seller, who.buyer);
    const amended = { manifest: second.manifest, signatures: both.sort(order) };
    const whole = { ...bundle, versions: [...bundle.versions, amended], revealed: [] };
    const { versions, hidden } = await verifyBundle(text(whole), who.roots);
    assert.deepEqual(versions.map(({ version }) => version), [1, 2]);
    assert.equal(hidden.length, 2);
    await assert.rejects(verifyBundle(text({ ...whole, versions: whole.versions.slice(1) }), who.roots), refused('PROOF_CHAIN_BROKEN'));
    await assert.rejects(verifyBundle(text({ ...whole, versions: [...whole.versions].reverse() }), who.roots), refused('PROOF_CHAIN_BROKEN'));
    const renamed = { ...second.manifest, title: 'Another' };
    const forged = { ...whole, versions: [bundle.versions[0], { ...amended, manifest: renamed }] };
    await assert.rejects(verifyBundle(text(forged), who.roots), refused('PROOF_SIGNATURE_WRONG'));
});

function order(a: PersonSignature, b: PersonSignature): number {
    const [first, second] = bundle.versions[0]?.signatures ?? [];
    assert.ok(first !== undefined && second !== undefined);
    return a.signer.publicKeyHash === b.signer.publicKeyHash ? 0 : a.signer.publicKeyHash === first.signer.publicKeyHash ? -1 : 1;
}

test('every way of changing a bundle is refused by its own code', async () => {
    const [version] = bundle.versions;
    const [first, second] = version?.signatures ?? [];
    const [rest, priceShown] = bundle.revealed;
    assert.ok(version !== undefined && first !== undefined && second !== undefined && rest !== undefined && priceShown !== undefined);
    const { manifest } = version;
    const withSignatures = (...changed: readonly PersonSignature[]): unknown => ({ ...bundle, versions: [{ manifest, signatures: changed }] });
    const withRevealed = (...changed: readonly unknown[]): unknown => ({ ...bundle, revealed: changed });
    const withManifest = (changes: Partial<Manifest>): unknown => ({ ...bundle, versions: [{ ...version, manifest: { ...manifest, ...changes } }] });
    const stranger = await who.member('Org1MSP', 'stranger');
    const [own] = await signed(manifest, stranger);
    const foreign = await people();
    const [forged] = await signed(manifest, { ...foreign.seller });
    assert.ok(own !== undefined && forged !== undefined);
    const expired = await people();
    const attacks: [string, unknown, string][] = [
        ['a signature less', withSignatures(first), 'PROOF_NOT_SIGNED'],
        ['no signature', withSignatures(), 'PROOF_NOT_SIGNED'],
        ['a signature twice', withSignatures(first, first, second), 'PROOF_MALFORMED'],
        ['signatures exchanged', withSignatures({ ...first, signature: second.signature }, second), 'PROOF_SIGNATURE_WRONG'],
        ['the certificate of another', withSignatures({ ...first, certificate: second.certificate }, second), 'PROOF_SIGNER_MISMATCH'],
        ['a stranger for a party', withSignatures(own), 'PROOF_NOT_SIGNED'],
        ['a person of a forger\'s CA', withSignatures(forged), 'PROOF_SIGNER_FORGED'],
        ['a certificate that is none', withSignatures({ ...first, certificate: 'none' }, second), 'PROOF_SIGNER_MALFORMED'],
        ['another title', withManifest({ title: 'Gift of a car' }), 'PROOF_SIGNATURE_WRONG'],
        ['another root', withManifest({ root: '0'.repeat(64) }), 'PROOF_ROOT_MISMATCH'],
        ['a section less', withManifest({ sections: manifest.sections.slice(0, 2) }), 'PROOF_ROOT_MISMATCH'],
        ['a leaf exchanged', withManifest({ sections: manifest.sections.map((section, place) => place === 0 ? { ...section, leaf: '0'.repeat(64) } : section) }), 'PROOF_LEAF_MISMATCH'],
        ['no manifest', { ...bundle, versions: [{ ...version, manifest: {} }] }, 'PROOF_MALFORMED'],
        ['a first version with one before', withManifest({ version: 2, previous: '0'.repeat(64) }), 'PROOF_CHAIN_BROKEN'],
        ['a document of the future', withManifest({ created: '2999-01-01T00:00:00.000Z' }), 'PROOF_FROM_THE_FUTURE'],
        ['another content', withRevealed({ ...priceShown, content: Buffer.from('9000').toString('base64') }), 'PROOF_LEAF_MISMATCH'],
        ['another salt', withRevealed({ ...priceShown, salt: '0'.repeat(64) }), 'PROOF_LEAF_MISMATCH'],
        ['another path', withRevealed({ ...priceShown, path: '/deposit' }), 'PROOF_LEAF_MISMATCH'],
        ['another place', withRevealed({ ...priceShown, place: 2 }), 'PROOF_LEAF_MISMATCH'],
        ['a place that is none', withRevealed({ ...priceShown, place: 3 }), 'PROOF_SECTION_UNKNOWN'],
        ['a section twice', withRevealed(priceShown, priceShown), 'PROOF_MALFORMED'],
        ['sections in another order', withRevealed(priceShown, rest), 'PROOF_MALFORMED'],
        ['a field more', { ...bundle, note: '' }, 'PROOF_MALFORMED'],
        ['another version', { ...bundle, v: 2 }, 'PROOF_VERSION_UNKNOWN'],
    ];
    for (const [what, changed, code] of attacks) await assert.rejects(verifyBundle(text(changed), who.roots), refused(code), what);
    await assert.rejects(verifyBundle(` ${serialiseBundle(bundle)}`, who.roots), refused('PROOF_MALFORMED'));
    await assert.rejects(verifyBundle(serialiseBundle(bundle), { Org1MSP: who.roots['Org1MSP'] ?? [] }), refused('PROOF_ORGANISATION_UNKNOWN'));
    await assert.rejects(verifyBundle(serialiseBundle(bundle), expired.roots), refused('PROOF_SIGNER_FORGED'));
});

test('a single bit of a bundle that is changed is refused by name', async () => {
    const file = Buffer.from(serialiseBundle(bundle));
    for (let byte = 0; byte < file.length; byte += 5) {
        const changed = Buffer.from(file);
        changed[byte] = (changed[byte] ?? 0) ^ 1 << byte % 8;
        await assert.rejects(verifyBundle(changed, who.roots), (error: unknown) => {
            assert.ok(error instanceof CarnetError && error.code.startsWith('PROOF_'), `${byte}: ${String(error)}`);
            return true;
        });
    }
});

test('certificates must have been valid when the document was signed, not now; and what is large goes beside the bundle', async () => {
    const late = await who.member('Org1MSP', 'late', { notBefore: new Date(Date.now() - 3_600_000) });
    const draft = contractDraft({
        author: late.identity, policy: policyOf(late.identity), created: Date.now() - 7_200_000, groups: {},
        sections: [{ path: 'film', mediaType: 'video/mp4', content: bytesOf(60_000) }],
    });
    const ledger = new LedgerStore();
    const { manifest } = await sealDocument(draft, { ledger });
    const made = await exportBundle([{ manifest, signatures: await signed(manifest, late) }], openDocument(manifest, [], { stores: [ledger] }));
    const beside = { ...made, revealed: made.revealed.map(section => ({ ...section, content: undefined })) };
    const { revealed } = await verifyBundle(text(beside), who.roots);
    const [film] = manifest.sections;
    assert.deepEqual(revealed.map(({ contentHash, content }) => [contentHash, content]), [[film?.visibility === 'public' ? film.content.hash : '', undefined]]);
    const old = await sealDocument({ ...draft, created: Date.parse('2020-01-01T00:00:00Z') }, { ledger: new LedgerStore() });
    const before = { manifest: old.manifest, signatures: await signed(old.manifest, late) };
    await verifyBundle(text({ ...made, versions: [before], revealed: [] }), who.roots);
    const expiredSince = { at: Date.now() + 365 * 86_400_000 };
    await verifyBundle(text(beside), who.roots, expiredSince);
    assert.notEqual(manifestHash(manifest), manifestHash(old.manifest));
});
