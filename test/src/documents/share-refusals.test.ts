// What the ledger refuses of sealed shares: more or fewer than holders, keys that are not in force, words about others', erasing what is used.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { shareContext, type KeyGroup, type Manifest, type SealedShare, type SharesPurged, type ShareStatement, type VersionState } from '@carnet/domain';
import { newPair, sealTo } from './hpke-seal.js';
import { acknowledgementOf, keyRequest, paper, Papers, transientOf, type Human, type Paper } from './papers.js';

let papers: Papers;
let author: Human;
let holders: readonly [Human, Human, Human];
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2' });
    author = papers.human('author');
    holders = papers.humans('notary', 'seller', 'buyer') as [Human, Human, Human];
});
after(async () => papers.close());

type Sent = Readonly<Record<string, string>>;

/** Code and field. */
async function refusedAs(by: Human, name: string, argument: unknown, transient: Sent = {}): Promise<readonly [string, unknown]> {
    const { code, parameters } = await papers.refused(by, name, argument, transient);
    return [code, parameters['field']];
}

/** In force as the version that follows. */
async function putInForce(made: Paper, kind: 'AmendDocument' | 'RotateGroup'): Promise<Paper> {
    await papers.change(author, kind, made);
    if (Object.keys(made.shares).length > 0) await papers.acknowledge(made, holders);
    await papers.sign(author, made);
    return made;
}

describe('sealed shares', () => {
    test('are one for each holder, and no other', async () => {
        const made = await paper({ docId: 'dealt', author, holders });
        const { 'g1/3': third = '', ...two } = made.shares;
        const wrong = [[two, ['g1/3'], 0], [{ ...two, 'g1/4': third }, ['g1/3'], 1], [{ ...made.shares, 'g1/4': third }, [], 1]] as const;
        for (const [shares, missing, surplus] of wrong) {
            const { code, parameters } = await papers.refused(author, 'CreateDocument', [made.manifest, made.contents], transientOf(shares));
            assert.deepEqual([code, parameters], ['SHARES_MISMATCH', { missing, surplus }]);
        }
        const sale = await papers.inForce({ docId: 'sale', author, holders });
        const kept = await paper({ docId: 'sale', author, holders, after: sale.manifest, keep: true });
        const { code } = await papers.refused(author, 'AmendDocument', [kept.manifest, kept.contents], transientOf(made.shares));
        assert.equal(code, 'SHARES_MISMATCH', 'where none are dealt');
    });

    test('are sealed to keys that are registered and in force', async () => {
        const made = await paper({ docId: 'keys', author, holders });
        const naming = (keyId: string): Manifest => {
            const holding = made.group.holders.map((holder, place) => place === 2 ? { ...holder, keyId } : holder);
            const group: KeyGroup = { ...made.group, holders: holding };
            return { ...made.manifest, groups: { g1: group } };
        };
        const [, , buyer] = holders;
        assert.deepEqual(await refusedAs(author, 'CreateDocument', [naming('k9'), made.contents], transientOf(made.shares)), ['ENCRYPTION_KEY_NOT_FOUND', undefined]);
        await papers.submit(buyer, 'RegisterEncryptionKey', keyRequest(buyer, 'k5'));
        const other = { ...buyer, pair: await newPair() };
        assert.deepEqual(await refusedAs(buyer, 'RegisterEncryptionKey', keyRequest(other, 'k5')), ['ALREADY_EXISTS', undefined], 'another key of the same id');
        const revoked = await papers.submit(buyer, 'RevokeEncryptionKey', 'k5');
        const again = await papers.submit(buyer, 'RevokeEncryptionKey', 'k5');
        assert.deepEqual([again.answer, again.writes], [revoked.answer, []], 'revoked again');
        assert.deepEqual(await refusedAs(author, 'CreateDocument', [naming('k5'), made.contents], transientOf(made.shares)), ['KEY_REVOKED', undefined]);
        const delay = { ...keyRequest(buyer, 'k6'), rebindingDelaySeconds: 60 };
        assert.deepEqual(await refusedAs(buyer, 'RegisterEncryptionKey', delay), ['INVALID_VALUE', 'key.rebindingDelaySeconds'], 'a delay, and no roster');
    });

    test('are spoken of once, by their holder, as they were dealt to him', async () => {
        const made = await paper({ docId: 'spoken', author, holders });
        await papers.create(author, made);
        const [first, second] = holders;
        const exchanged = { ...acknowledgementOf(made, 1), messageHash: acknowledgementOf(made, 2).messageHash };
        assert.deepEqual(await refusedAs(first, 'AcknowledgeShare', exchanged), ['DEALING_REPLACED', undefined], 'the message of another holder');
        const disputed = await papers.submit(first, 'DisputeShare', { ...acknowledgementOf(made, 1), reason: 'unreadable' });
        assert.deepEqual((await papers.submit(first, 'DisputeShare', { ...acknowledgementOf(made, 1), reason: 'unreadable' })).writes, [], 'the same again');
        const other = await papers.submit(first, 'DisputeShare', { ...acknowledgementOf(made, 1), reason: 'not mine' });
        assert.deepEqual([(disputed.answer as ShareStatement).reason, (other.answer as ShareStatement).reason], ['unreadable', 'not mine']);
        const taken = await papers.submit(first, 'AcknowledgeShare', acknowledgementOf(made, 1));
        assert.deepEqual((await papers.submit(first, 'AcknowledgeShare', acknowledgementOf(made, 1))).writes, [], 'acknowledged again');
        assert.deepEqual([(taken.answer as ShareStatement).holder, (taken.answer as ShareStatement).status], [first.person, 'ACKNOWLEDGED']);
        const { statements } = await papers.evaluate(second, 'ReadVersion', 'spoken', '1') as VersionState;
        assert.deepEqual(statements.map(({ status, reason }) => [status, reason]), [['ACKNOWLEDGED', undefined]]);
    });

    test('are given back to a key of the holder\'s own, of the dealing that is in force', async () => {
        const [notary, seller] = holders;
        const made = await papers.inForce({ docId: 'given-back', author, holders });
        const reference = { docId: 'given-back', group: 'g1', epoch: 1, index: 2 };
        const message = await sealTo(seller.pair.publicKey, made.plain['g1/2'] ?? '', shareContext(reference, 'k7', made.group));
        const share = transientOf({ 'g1/2': message });
        assert.deepEqual(await refusedAs(seller, 'RepairShare', { ...reference, keyId: 'k7' }, share), ['ENCRYPTION_KEY_NOT_FOUND', undefined]);
        await papers.submit(notary, 'RegisterEncryptionKey', keyRequest(notary, 'k7'));
        assert.deepEqual(await refusedAs(seller, 'RepairShare', { ...reference, keyId: 'k7' }, share), ['ENCRYPTION_KEY_NOT_FOUND', undefined], 'somebody else\'s');
        assert.deepEqual(await refusedAs(notary, 'RepairShare', { ...reference, keyId: 'k7' }, share), ['NOT_A_HOLDER', undefined]);
        assert.deepEqual(await refusedAs(seller, 'RepairShare', { ...reference, keyId: 'k1' }, transientOf({ 'g1/1': message })), ['SHARES_MISMATCH', undefined]);
        await papers.submit(seller, 'RegisterEncryptionKey', keyRequest(seller, 'k7'));
        await papers.submit(seller, 'RepairShare', { ...reference, keyId: 'k7' }, share);
        assert.deepEqual(await papers.evaluate(seller, 'ReadShare', JSON.stringify(reference)), { ...reference, keyId: 'k7', message });
        const rotated = await putInForce(await paper({ docId: 'given-back', author, holders, after: made.manifest }), 'RotateGroup');
        assert.deepEqual(await refusedAs(seller, 'RepairShare', { ...reference, keyId: 'k7' }, share), ['WRONG_EPOCH', undefined]);
        const kept = { ...reference, epoch: 2 };
        await putInForce(await paper({ docId: 'given-back', author, holders, after: rotated.manifest, keep: true, changes: { title: 'B' } }), 'AmendDocument');
        const anew = await sealTo(seller.pair.publicKey, 'x'.repeat(64), shareContext(kept, 'k7', made.group));
        await papers.submit(seller, 'RepairShare', { ...kept, keyId: 'k7' }, transientOf({ 'g1/2': anew }));
        const { message: stands } = await papers.evaluate(seller, 'ReadShare', JSON.stringify(kept)) as SealedShare;
        assert.equal(stands, anew, 'dealt by the version before, and in force');
    });

    test('are erased dealing by dealing, where no version in force and no draft uses them', async () => {
        const [, seller] = holders;
        const policy = { amend: { k: 2, of: [author.person, seller.person] } };
        const follow = async (after: Manifest): Promise<Manifest> => {
            const next = await paper({ docId: 'erasable', author, holders, policy, after });
            await papers.change(author, 'RotateGroup', next);
            await papers.acknowledge(next, holders);
            for (const human of [author, seller]) await papers.sign(human, next);
            return next.manifest;
        };
        const first = await papers.inForce({ docId: 'erasable', author, holders, policy });
        const third = await follow(await follow(first.manifest));
        const purge = async (by: Human, epoch: number): Promise<number> => {
            const { answer } = await papers.submit(by, 'PurgeShares', ['erasable', 'g1', String(epoch)]);
            return (answer as SharesPurged).missing;
        };
        assert.deepEqual([await purge(author, 1), await purge(seller, 2)], [1, 1], 'one agrees to the one, the other to the other');
        assert.deepEqual([await purge(seller, 1), await purge(author, 2)], [0, 0]);
        const dealt = await paper({ docId: 'erasable', author, holders, policy, after: third });
        await papers.change(author, 'RotateGroup', dealt);
        for (const epoch of ['3', '4']) assert.equal((await papers.refused(author, 'PurgeShares', ['erasable', 'g1', epoch])).code, 'SHARES_IN_USE');
        const kept = await paper({ docId: 'erasable', author, holders, policy, after: third, keep: true, changes: { title: 'Another' } });
        const { writes } = await papers.change(author, 'AmendDocument', kept);
        assert.ok(writes.some(key => key.startsWith('\0dealing\0')), 'what it dealt is taken back');
        for (const human of [author, seller]) await papers.sign(human, kept);
        // The draft that dealt them was replaced, and took them along.
        assert.equal((await papers.refused(author, 'PurgeShares', ['erasable', 'g1', '4'])).code, 'SHARE_NOT_FOUND');
        assert.equal((await papers.refused(author, 'PurgeShares', ['erasable', 'g1', '3'])).code, 'SHARES_IN_USE');
    });
});
