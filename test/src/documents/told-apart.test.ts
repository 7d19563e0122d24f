// What is told apart although nearly all of it is the same: a key that two organisations certify, deeds of one instant, a draft and what is in force.
import assert from 'node:assert/strict';
import { createPublicKey, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { isSamePerson, personId, type AuditTrail, type Caller, type DocumentState, type PendingPage } from '@carnet/domain';
import { userMsp } from '@carnet/network/dist/identities/layout.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { loadAuthorities } from '@carnet/network/dist/identities/person.js';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import { newPair } from './hpke-seal.js';
import { acknowledgementOf, answerTo, grantOf, keyRequest, paper, Papers, signingOf, type Human, type Paper } from './papers.js';

let papers: Papers;
let author: Human;
let tax: Human;
let holders: readonly Human[];
before(async () => {
    papers = await Papers.open({ author: 'org1', tax: 'org1', notary: 'org1', seller: 'org1', buyer: 'org1' });
    [author, tax] = [papers.human('author'), papers.human('tax')];
    holders = papers.humans('notary', 'seller', 'buyer');
});
after(async () => papers.close());

/** Whoever has the same key, as a CA of the other organisation certifies it, with a role there. */
async function twinOf({ name }: Human): Promise<Human> {
    const { network } = papers.trade;
    const key = readFileSync(userMsp(network.organizations, PEER_ORGANISATIONS.org1, name).key, 'utf8');
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    const publicKey = await webcrypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
    const { domain } = PEER_ORGANISATIONS.org2;
    const { ca } = await loadAuthorities(network.organizations, PEER_ORGANISATIONS.org2);
    const certificate = await ca.certify(publicKey, { commonName: `${name}@${domain}`, unit: 'client' });
    const user = { org: 'org2' as const, mspId: 'Org2MSP', signer: new SigningIdentity('Org2MSP', certificate, key) };
    const { identity, mspId, publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Caller & { readonly identity: string };
    await papers.trade.submit(papers.trade.admin('org2'), 'Membership:GrantRole', JSON.stringify({ identity, roles: ['dealer'] }));
    return { name: `twin of ${name}`, user, person: { mspId, publicKeyHash }, pair: await newPair() };
}

const code = async (by: Human, name: string, argument: unknown, transient: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> => {
    const { code: refusal, parameters } = await papers.refused(by, name, argument, transient);
    return 'field' in parameters ? [refusal, parameters['field']] : [refusal];
};

test('one key that two organisations certify is two people: the one may nothing of what the other may', async () => {
    const [first] = holders;
    assert.ok(first);
    const [authorTwin, taxTwin, holderTwin] = [await twinOf(author), await twinOf(tax), await twinOf(first)];
    assert.deepEqual([holderTwin.person.publicKeyHash, holderTwin.person.mspId], [first.person.publicKeyHash, 'Org2MSP']);
    assert.deepEqual([isSamePerson(holderTwin.person, first.person), personId(holderTwin.person) === personId(first.person)], [false, false]);

    const policy = { release: { events: [{ event: 'handover', k: 1, attesters: [first.person] }], delaySeconds: 3_600, veto: [first.person] } };
    const made = await paper({ docId: 'twins', author, holders, requesters: [tax], policy });
    await papers.create(author, made);
    assert.deepEqual((await papers.evaluate(holderTwin, 'ListPending', '10', '') as PendingPage).items, []);
    assert.deepEqual(await code(holderTwin, 'ReadShare', { docId: 'twins', group: 'g1', epoch: 1, index: 1 }), ['NOT_A_HOLDER']);
    assert.deepEqual(await code(holderTwin, 'AcknowledgeShare', acknowledgementOf(made, 1)), ['NOT_A_HOLDER']);
    assert.deepEqual(await code(authorTwin, 'SignDocument', signingOf(authorTwin, made.manifest)), ['NOT_A_PARTY']);
    assert.deepEqual(await code(authorTwin, 'CreateDocument', [made.manifest, made.contents], { shares: JSON.stringify(made.shares) }), ['INVALID_VALUE', 'manifest.author']);
    assert.deepEqual(await code(holderTwin, 'RevokeEncryptionKey', 'k1'), ['ENCRYPTION_KEY_NOT_FOUND']);
    await papers.acknowledge(made, holders);
    await papers.sign(author, made);

    const question = await papers.question(tax, made, { expires: new Date(Date.now() + 7_200_000).toISOString() });
    assert.deepEqual(await code(taxTwin, 'RequestOpening', question.submission), ['INVALID_VALUE', 'opening.request.requester']);
    const own = await papers.question(taxTwin, made, { expires: question.request.expires });
    assert.deepEqual(await code(taxTwin, 'RequestOpening', own.submission), ['NOT_A_REQUESTER']);
    await papers.submit(tax, 'RequestOpening', question.submission);
    assert.deepEqual(await code(holderTwin, 'ApproveOpening', answerTo(question, 1), { grant: await grantOf(made, question, 1) }), ['NOT_A_HOLDER']);
    assert.deepEqual(await code(holderTwin, 'DenyOpening', { ...answerTo(question, 1), reason: 'no' }), ['NOT_A_HOLDER']);
    for (const [name, argument] of [
        ['AttestEvent', { docId: 'twins', event: 'handover' }], ['VetoOpening', ['twins', question.request.requestId, 'no']],
    ] as const) assert.match((await papers.refused(holderTwin, name, argument)).code, /^NOT_A/, name);

    // Each has what is his own under the same name.
    await papers.submit(holderTwin, 'RegisterEncryptionKey', keyRequest(holderTwin));
    await papers.submit(holderTwin, 'RevokeEncryptionKey', 'k1');
    const { revokedAt } = await papers.evaluate(first, 'ReadEncryptionKey', first.person.mspId, first.person.publicKeyHash, 'k1') as { revokedAt: string | null };
    assert.equal(revokedAt, null);
});

test('two deeds of one instant are two rows of the audit trail, in every page', async () => {
    const made: Paper = await paper({ docId: 'instant', author, holders });
    const at = { timestampMs: Date.now() };
    await papers.submit(author, 'CreateDocument', [made.manifest, made.contents], { shares: JSON.stringify(made.shares) }, at);
    for (const [place, holder] of holders.entries()) await papers.submit(holder, 'AcknowledgeShare', acknowledgementOf(made, place + 1), {}, at);
    for (const size of ['1', '2', '3', '4', '100']) {
        const trail: AuditTrail[] = [];
        do trail.push(await papers.evaluate(author, 'ReadAudit', 'instant', size, trail.at(-1)?.bookmark ?? '') as AuditTrail); while (trail.at(-1)?.bookmark !== '');
        const rows = trail.flatMap(page => page.rows);
        assert.deepEqual(rows.map(({ action }) => action).sort(), ['ACKNOWLEDGED', 'ACKNOWLEDGED', 'ACKNOWLEDGED', 'CREATED'], size);
        assert.deepEqual([new Set(rows.map(row => row.at)).size, new Set(rows.map(({ transactionId }) => transactionId)).size], [1, 4], size);
        assert.ok(trail.every(page => page.rows.length <= Number(size)));
    }
});

test('a document is read with the draft that follows what is in force, and with none once that is in force', async () => {
    const read = async (): Promise<readonly (number | undefined)[]> => {
        const { current, draft } = await papers.evaluate(author, 'ReadDocument', 'drafted') as DocumentState;
        return [current?.version, draft?.version];
    };
    const made = await papers.inForce({ docId: 'drafted', author, holders });
    assert.deepEqual(await read(), [1, undefined]);
    const next = await paper({ docId: 'drafted', author, holders, after: made.manifest, keep: true, changes: { title: 'Corrected' } });
    await papers.change(author, 'AmendDocument', next);
    assert.deepEqual(await read(), [1, 2]);
    await papers.sign(author, next);
    assert.deepEqual(await read(), [2, undefined]);
});
