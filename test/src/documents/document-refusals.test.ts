// What the ledger refuses of documents and their versions, each by its code: what is not there, not sent, not one's own or not any more.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { manifestHash, type DocumentState, type Manifest, type VersionState } from '@carnet/domain';
import { newPair } from './hpke-seal.js';
import { acknowledgementOf, hashOfBytes, keyRequest, paper, Papers, signatureOf, signingOf, transientOf, type Human, type Paper } from './papers.js';

let papers: Papers;
let author: Human;
let holders: readonly [Human, Human, Human];
let stranger: Human;
/** In force. */
let sale: Paper;
/** Not in force: nobody has signed it. */
let draft: Paper;
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', stranger: 'org2' });
    [author, stranger] = [papers.human('author'), papers.human('stranger')];
    holders = papers.humans('notary', 'seller', 'buyer') as [Human, Human, Human];
    sale = await papers.inForce({ docId: 'sale', author, holders });
    draft = await paper({ docId: 'draft', author, holders });
    await papers.create(author, draft);
});
after(async () => papers.close());

type Sent = Readonly<Record<string, string>>;

/** Code and field. */
async function refusedAs(by: Human, name: string, argument: unknown, transient: Sent = {}): Promise<readonly [string, unknown]> {
    const { code, parameters } = await papers.refused(by, name, argument, transient);
    return [code, parameters['field']];
}

const creation = (manifest: Manifest, { contents, shares }: Paper): readonly [readonly unknown[], Record<string, string>] =>
    [[manifest, contents], transientOf(shares)];

describe('what is not there', () => {
    const reference = { docId: 'sale', group: 'g1', epoch: 1, index: 1 };
    const cases: readonly (readonly [string, string, readonly unknown[]])[] = [
        ['DOCUMENT_NOT_FOUND', 'ReadDocument', ['none']],
        ['DOCUMENT_NOT_FOUND', 'ReadCiphertext', ['none', 'a'.repeat(64)]],
        ['DOCUMENT_NOT_FOUND', 'ReadAudit', ['none', '10', '']],
        ['VERSION_NOT_FOUND', 'ReadVersion', ['sale', '2']],
        ['VERSION_NOT_FOUND', 'PurgeShares', ['sale', 'g1', '2']],
        ['GROUP_NOT_FOUND', 'PurgeShares', ['sale', 'g2', '1']],
        ['GROUP_NOT_FOUND', 'ReadShare', [{ ...reference, group: 'g2' }]],
        ['VERSION_NOT_FOUND', 'ReadShare', [{ ...reference, epoch: 2 }]],
        ['NOT_A_HOLDER', 'ReadShare', [{ ...reference, index: 4 }]],
        ['CONTENT_NOT_FOUND', 'ReadCiphertext', ['sale', 'a'.repeat(64)]],
        ['LEAF_MISMATCH', 'VerifyOriginal', ['sale', '1', 'a'.repeat(64)]],
        ['OPENING_NOT_FOUND', 'ReadOpening', ['sale', 'none']],
        ['OPENING_NOT_FOUND', 'PurgeGrants', ['sale', 'none']],
        ['ENCRYPTION_KEY_NOT_FOUND', 'RevokeEncryptionKey', ['k9']],
        ['EVENT_NOT_FOUND', 'AttestEvent', [{ docId: 'sale', event: 'death' }]],
        ['NOT_IN_FORCE', 'AttestEvent', [{ docId: 'draft', event: 'death' }]],
        ['NOT_IN_FORCE', 'PurgeShares', ['draft', 'g1', '1']],
        ['NOT_IN_FORCE', 'RepairShare', [{ ...reference, docId: 'draft', keyId: 'k1' }]],
    ];
    for (const [code, name, argument] of cases) {
        test(`${name}(${argument.map(one => typeof one === 'string' ? one.slice(0, 8) : JSON.stringify(one)).join(', ')}) is ${code}`, async () => {
            assert.equal((await papers.refused(holders[0], name, argument)).code, code);
        });
    }
});

describe('a version', () => {
    test('is handed in by its author, who has a role where he creates a document', async () => {
        const made = await paper({ docId: 'new', author, holders });
        const foreign = creation({ ...made.manifest, author: stranger.person }, made);
        assert.deepEqual(await refusedAs(author, 'CreateDocument', ...foreign), ['INVALID_VALUE', 'manifest.author']);
        const next = await paper({ docId: 'sale', author: stranger, holders, after: sale.manifest, keep: true, changes: { title: 'Mine' } });
        assert.deepEqual(await refusedAs(author, 'AmendDocument', [next.manifest, next.contents]), ['INVALID_VALUE', 'manifest.author']);
        const user = await papers.trade.network.issueUser('org1', { name: 'visitor' });
        const { publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Human['person'];
        const visitor: Human = { name: 'visitor', user, person: { mspId: 'Org1MSP', publicKeyHash }, pair: await newPair() };
        const own = await paper({ docId: 'new', author: visitor, holders });
        assert.deepEqual(await refusedAs(visitor, 'CreateDocument', ...creation(own.manifest, own)), ['NOT_A_MEMBER', undefined]);
    });

    test('begins with the first, and is followed by one that follows it', async () => {
        const second = await paper({ docId: 'new', author, holders, after: { ...sale.manifest, docId: 'new' } });
        assert.deepEqual(await refusedAs(author, 'CreateDocument', ...creation(second.manifest, second)), ['VERSION_CONFLICT', undefined]);
        const early = await paper({ docId: 'draft', author, holders, after: draft.manifest });
        assert.deepEqual(await refusedAs(author, 'RotateGroup', ...creation(early.manifest, early)), ['NOT_IN_FORCE', undefined]);
        const next = await paper({ docId: 'sale', author, holders, after: { ...sale.manifest, title: 'Never in force' } });
        assert.deepEqual(await refusedAs(author, 'RotateGroup', ...creation(next.manifest, next)), ['VERSION_CONFLICT', undefined]);
        // What one function may change another may not.
        const titled = await paper({ docId: 'sale', author, holders, after: sale.manifest, keep: true, changes: { title: 'Another' } });
        for (const name of ['RotateGroup', 'ReshareGroup']) {
            const sent = name === 'ReshareGroup' ? [titled.manifest] : [titled.manifest, {}];
            assert.deepEqual(await refusedAs(author, name, sent), ['MANIFEST_CHANGE', 'manifest.title'], name);
        }
    });

    test('is handed in by the author of the one before, its parties, those who amend, and by a holder who shares a key anew', async () => {
        const [notary, seller, buyer] = holders;
        const policy = { parties: [author.person, seller.person], amend: { k: 1, of: [buyer.person] } };
        const made = await paper({ docId: 'proposed', author, holders: [notary, seller], policy });
        await papers.create(author, made);
        await papers.acknowledge(made, [notary, seller]);
        for (const party of [author, seller]) await papers.sign(party, made);
        const by = async (who: Human, reshare = false): Promise<Paper> =>
            paper({ docId: 'proposed', author: who, holders: [notary, seller], policy, after: made.manifest, ...reshare ? { reshare } : { keep: true } });
        const hand = async (who: Human, kind: 'AmendDocument' | 'ReshareGroup'): Promise<string> => {
            const { manifest, contents, shares } = await by(who, kind === 'ReshareGroup');
            const sent = kind === 'ReshareGroup' ? [manifest] : [manifest, contents];
            return papers.trade.network.endorse(who.user, `SharedDocument:${kind}`, sent.map(one => JSON.stringify(one)), { transient: transientOf(shares) })
                .then(() => 'taken', async () => (await papers.refused(who, kind, sent, transientOf(shares))).code);
        };
        assert.deepEqual([await hand(author, 'AmendDocument'), await hand(seller, 'AmendDocument'), await hand(buyer, 'AmendDocument')], ['taken', 'taken', 'taken']);
        assert.deepEqual([await hand(notary, 'AmendDocument'), await hand(stranger, 'AmendDocument')], ['NOT_A_PARTY', 'NOT_A_PARTY']);
        assert.deepEqual([await hand(notary, 'ReshareGroup'), await hand(stranger, 'ReshareGroup')], ['taken', 'NOT_A_PARTY']);
        // The author of a version alone, who is no party of it.
        const without = { ...policy, parties: [seller.person] };
        const third = await paper({ docId: 'proposed', author, holders: [notary, seller], policy: without, after: made.manifest, keep: true });
        await papers.change(author, 'AmendDocument', third);
        for (const human of [seller, buyer]) await papers.sign(human, third);
        const fourth = await paper({ docId: 'proposed', author, holders: [notary, seller], policy, after: third.manifest, keep: true });
        const handedIn = await papers.change(author, 'AmendDocument', fourth);
        const again = await papers.change(author, 'AmendDocument', fourth);
        assert.deepEqual([again.answer, again.writes], [handedIn.answer, []], 'the same again');
        await papers.change(author, 'AmendDocument', { ...fourth, manifest: { ...fourth.manifest, title: 'His own draft again' } });
    });

    test('is signed as it stands, by whom it names', async () => {
        const replaced = { ...draft.manifest, title: 'What stood before' };
        const { code, parameters } = await papers.refused(author, 'SignDocument', signingOf(author, replaced));
        assert.deepEqual([code, parameters['manifestHash']], ['VERSION_CONFLICT', manifestHash(draft.manifest)]);
        assert.deepEqual(await refusedAs(stranger, 'SignDocument', signingOf(stranger, draft.manifest)), ['NOT_A_PARTY', undefined]);
        const foreign = { ...signingOf(author, draft.manifest), signature: signatureOf(stranger, 'carnet') };
        assert.deepEqual(await refusedAs(author, 'SignDocument', foreign), ['SIGNATURE_INVALID', 'signing.signature']);
    });

    test('is in force only with the signatures of all its parties', async () => {
        const [, seller] = holders;
        const made = await paper({ docId: 'both', author, holders, policy: { parties: [author.person, seller.person] } });
        await papers.create(author, made);
        await papers.acknowledge(made, holders);
        await papers.sign(author, made);
        assert.deepEqual((await papers.sign(author, made)).writes, [], 'signed again, as a draft still');
        const { missing, status } = await papers.evaluate(stranger, 'ReadVersion', 'both', '1') as VersionState;
        assert.deepEqual([status, missing], ['DRAFT', { parties: [seller.person], amending: 0, shares: [] }]);
        // Signatures of a draft do not count for the one that takes its place.
        const again = { ...made, manifest: { ...made.manifest, title: 'Replaced' } };
        await papers.create(author, again);
        await papers.acknowledge(again, holders);
        await papers.sign(seller, again);
        const replaced = await papers.evaluate(stranger, 'ReadVersion', 'both', '1') as VersionState;
        assert.deepEqual([replaced.status, replaced.missing.parties], ['DRAFT', [author.person]]);
        await papers.sign(author, again);
        const inForce = await papers.evaluate(stranger, 'ReadVersion', 'both', '1') as VersionState;
        assert.deepEqual([inForce.status, inForce.missing.parties, inForce.signatures.length], ['CURRENT', [], 2]);
    });

    test('is not in force as long as a holder disputes his share; a draft keeps the time at which the document was created', async () => {
        const made = await paper({ docId: 'bad-share', author, holders });
        await papers.create(author, made);
        const { createdAt } = await papers.evaluate(author, 'ReadDocument', 'bad-share') as DocumentState;
        await papers.acknowledge(made, holders.slice(0, 2));
        await papers.submit(holders[2], 'DisputeShare', { ...acknowledgementOf(made, 3), reason: 'unreadable' });
        await papers.sign(author, made);
        const { missing, status } = await papers.evaluate(author, 'ReadVersion', 'bad-share', '1') as VersionState;
        assert.deepEqual([status, missing.shares], ['DRAFT', ['g1/3']]);
        await papers.create(author, { ...made, manifest: { ...made.manifest, title: 'Again' } });
        assert.equal((await papers.evaluate(author, 'ReadDocument', 'bad-share') as DocumentState).createdAt, createdAt);
    });
});

describe('contents on the ledger', () => {
    const sent = async (changes: (contents: Sent, manifest: Manifest) => readonly [object, Manifest]): Promise<string> => {
        const made = await paper({ docId: 'contents', author, holders });
        const [contents, manifest] = changes(made.contents, made.manifest);
        return (await papers.refused(author, 'CreateDocument', [manifest, contents], transientOf(made.shares))).sentence;
    };
    const firstOf = (contents: Sent): string => Object.keys(contents)[0] ?? assert.fail();

    test('are those that the manifest names, whole and unchanged, and no others', async () => {
        const [missing, surplus, other, length, two] = [
            await sent((contents, manifest) => [Object.fromEntries(Object.entries(contents).slice(1)), manifest]),
            await sent((contents, manifest) => [{ ...contents, [hashOfBytes(Buffer.from('x'))]: Buffer.from('x').toString('base64') }, manifest]),
            await sent((contents, manifest) => [{ ...contents, [firstOf(contents)]: Buffer.from('Sale of a cat').toString('base64') }, manifest]),
            await sent((contents, manifest) => [contents, lengthened(manifest, 0)]),
            await sent((contents, manifest) => [contents, doubled(manifest)]),
        ];
        assert.match(missing, /is not sent/);
        assert.match(surplus, /No section needs this content/);
        assert.match(other, /another hash or length/);
        assert.match(length, /another hash or length/);
        assert.match(two, /one content two lengths/);
    });

    /** A section of this manifest says that its content is a byte longer. */
    function lengthened(manifest: Manifest, place: number): Manifest {
        const sections = manifest.sections.map((section, at) =>
            section.visibility === 'public' && at === place ? { ...section, content: { ...section.content, length: section.content.length + 1 } } : section);
        return { ...manifest, sections };
    }

    /** The ciphertext stands in the place of the public content too, with another length. */
    function doubled(manifest: Manifest): Manifest {
        const sections = manifest.sections.map(section => section.visibility === 'sealed'
            ? { ...section, ciphertext: { ...section.ciphertext, hash: hashOfBytes(Buffer.from('Sale of a car')), length: 5 } } : section);
        return { ...manifest, sections };
    }
});

test('nobody of a suspended organisation does anything with documents', async () => {
    await papers.trade.submit(papers.trade.admin('org2'), 'Membership:SuspendOrganisation', 'Org2MSP');
    const [, seller] = holders;
    const made = await paper({ docId: 'suspended', author: seller, holders });
    const rebinding = { decisionId: 'd', person: author.person, newKeyHash: seller.person.publicKeyHash, kind: 'lost' };
    const calls: readonly (readonly [string, unknown])[] = [
        ['RegisterEncryptionKey', keyRequest(seller, 'k8')], ['RevokeEncryptionKey', 'k1'], ['CreateDocument', [made.manifest, made.contents]],
        ['AcknowledgeShare', acknowledgementOf(draft, 2)], ['SignDocument', signingOf(seller, draft.manifest)],
        ['ReadShare', { docId: 'sale', group: 'g1', epoch: 1, index: 2 }], ['PurgeShares', ['sale', 'g1', '1']], ['PurgeGrants', ['sale', 'r']],
        ['VetoOpening', ['sale', 'r', 'no']], ['AttestEvent', { docId: 'sale', event: 'death' }], ['ProposeRebinding', rebinding],
        ['RebindIdentity', rebinding], ['CancelRebinding', 'd'],
    ];
    for (const [name, argument] of calls) assert.equal((await papers.refused(seller, name, argument)).code, 'ORGANISATION_SUSPENDED', name);
});
