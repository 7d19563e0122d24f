// What organisations sign about documents proves offline that the ledger held them, and who acts for whom: every forged part is refused by its name.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { canonicalHash, canonicalJson, personId, rebindingContent, type Caller, type IdentityState, type VersionState } from '@carnet/domain';
import { exportBundle, readRoots, redactBundle, serialiseBundle, verifyBundle, type Bundle, type BundleVerification, type Roots, type SignedAnswer } from '@carnet/client';
import { signedAnswer } from '@carnet/client/dist/certificate/assemble.js';
import { sha256 } from '@carnet/client/dist/certificate/web-crypto.js';
import { toBase64 } from '@carnet/client/dist/certificate/base64.js';
import { verifyRebinding } from '@carnet/client/dist/documents/heirs/rebinding-proof.js';
import { common } from '@hyperledger/fabric-protos';
import { bytesOf, changedAnswer, signedAgain, signer, type Signers } from '../certificate/material.js';
import { newPair } from './hpke-seal.js';
import { keyRequest, paper, Papers, type Human } from './papers.js';
import { refused } from './store-cases.js';

let papers: Papers;
let roots: Roots;
let peers: Signers;
let users: Signers;
let party: Human;
let heir: Human;
let stranger: Human;
let bundle: Bundle;
let rebinding: SignedAnswer;

/** No section is shown. */
async function* noSections(): AsyncGenerator<never, void, undefined> {
    yield* await Promise.resolve([]);
}

/** A reading function, signed by the peers of these organisations. */
async function endorsed(fn: string, args: readonly string[], organisations = ['Org1MSP', 'Org2MSP']): Promise<SignedAnswer> {
    const { envelope } = await papers.trade.network.endorse(papers.human('author').user, fn, args, { endorsingOrganizations: organisations });
    return signedAnswer(envelope);
}

const identityOf = ({ person: { mspId, publicKeyHash } }: Human, organisations?: string[]): Promise<SignedAnswer> =>
    endorsed('SharedDocument:ReadIdentity', [mspId, publicKeyHash], organisations);

async function newcomer(name: string): Promise<Human> {
    const user = await papers.trade.issued('org2', name, 'dealer');
    const { mspId, publicKeyHash } = await papers.trade.evaluate(user, 'Membership:WhoAmI') as Caller;
    return { name, user, person: { mspId, publicKeyHash }, pair: await newPair() };
}

/** The same answer about something else, signed by these: what only peers who lie together could make. */
function answering(signed: SignedAnswer, change: (answer: never) => unknown, by: Signers = peers): SignedAnswer {
    return signedAgain(signed, by, changedAnswer(signed, action => {
        const response = action.getResponse();
        response?.setPayload(Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(response.getPayload_asU8()).toString('utf8')) as never))));
    }));
}

/** The same answer to another question, to which hash and signatures are made to fit. */
async function askedAt(signed: SignedAnswer, seconds: number): Promise<SignedAnswer> {
    const header = common.ChannelHeader.deserializeBinary(bytesOf(signed.channelHeader));
    header.getTimestamp()?.setSeconds(seconds);
    const changed = { ...signed, channelHeader: toBase64(header.serializeBinary()) };
    const hash = await sha256(bytesOf(changed.channelHeader), bytesOf(changed.signatureHeader), bytesOf(changed.proposalPayload));
    return signedAgain(changed, peers, changedAnswer(changed, (_, payload) => { payload.setProposalHash(hash); }));
}

before(async () => {
    papers = await Papers.open({ m1: 'org1', m2: 'org2', m3: 'org2', author: 'org1', first: 'org1', second: 'org2' });
    const { organizations } = papers.trade.network;
    roots = readRoots(organizations);
    peers = [signer(organizations, 1, 'peers'), signer(organizations, 2, 'peers')];
    users = [signer(organizations, 1, 'users'), signer(organizations, 2, 'users')];
    const managers = papers.humans('m1', 'm2', 'm3');
    const roster = { rosterId: 'guardians', version: 1, members: managers.map(({ person, name }) => ({ ...person, name })), threshold: 2, minOrganisations: 2 };
    const [first, second] = managers as [Human, Human];
    await papers.trade.submit(first.user, 'Decisions:DefineRoster', JSON.stringify(roster));
    party = await newcomer('party');
    heir = await newcomer('heir');
    stranger = await newcomer('stranger');
    await papers.submit(party, 'RegisterEncryptionKey', { ...keyRequest(party), roster: 'guardians', rebindingDelaySeconds: 0 });

    // Version 1 is signed by the party itself, version 2 by who took its key over.
    const [author, holders] = [papers.human('author'), papers.humans('first', 'second')];
    const policy = { parties: [author.person, party.person], amend: { k: 2, of: [author.person, party.person] } };
    const one = await paper({ docId: 'sale', author, holders, policy });
    await papers.create(author, one);
    await papers.acknowledge(one, holders);
    await papers.sign(author, one);
    await papers.sign(party, one);
    const decided = { decisionId: 'rebind', person: party.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' as const };
    await papers.submit(first, 'ProposeRebinding', decided);
    for (const manager of [first, second]) await papers.trade.submit(manager.user, 'Decisions:Approve', 'rebind', canonicalHash(rebindingContent(decided)));
    await papers.submit(heir, 'RebindIdentity', decided);
    const two = await paper({ docId: 'sale', author, holders, after: one.manifest, keep: true, policy, changes: { title: 'Sale, amended' } });
    await papers.change(author, 'AmendDocument', two);
    await papers.sign(author, two);
    await papers.sign(heir, two);

    rebinding = await identityOf(party);
    const version = await endorsed('SharedDocument:ReadVersion', ['sale', '2']);
    const read = async (number: number): Promise<VersionState> => await papers.evaluate(author, 'ReadVersion', 'sale', String(number)) as VersionState;
    bundle = await exportBundle([await read(1), await read(2)], noSections(), { version, rebindings: [rebinding] });
});
after(async () => papers.close());

const verified = (changed: unknown, options: Parameters<typeof verifyBundle>[2] = {}): Promise<BundleVerification> =>
    verifyBundle(`${canonicalJson(changed)}\n`, roots, options);

function evidence(): NonNullable<Bundle['ledger']> {
    assert.ok(bundle.ledger !== undefined);
    return bundle.ledger;
}

const withVersion = (version: SignedAnswer): Bundle => ({ ...bundle, ledger: { ...evidence(), version } });
const withRebindings = (...rebindings: readonly SignedAnswer[]): Bundle => ({ ...bundle, ledger: { ...evidence(), rebindings } });

describe('a bundle with what organisations signed', () => {
    test('proves that the version was in force on the ledger, as of when, and who signed for whom', async () => {
        const { ledger, versions, rebindings } = await verifyBundle(serialiseBundle(bundle), roots, { onLedger: true });
        assert.deepEqual([ledger?.status, ledger?.askedBy, ledger?.signers.map(({ mspId }) => mspId)], ['CURRENT', 'Org1MSP', ['Org1MSP', 'Org2MSP']]);
        assert.ok(ledger !== undefined && ledger.inForceSince.block > 0 && Math.abs(Date.parse(ledger.askedAt) - Date.now()) < 120_000);
        assert.deepEqual(rebindings.map(({ person, heir: by, votes }) => [person, by, votes.length]), [[party.person, heir.person, 2]]);
        assert.ok(versions[1]?.signers.some(({ person }) => personId(person) === personId(heir.person)));
        const copy = await verifyBundle(serialiseBundle(redactBundle(serialiseBundle(bundle), [])), roots, { onLedger: true });
        assert.deepEqual(copy.ledger, ledger, 'a redacted copy proves it too');
    });

    test('that was superseded says so, and one that was a draft is refused', async () => {
        const saying = (status: string): Bundle => withVersion(answering(evidence().version, (state: VersionState) => ({ ...state, status })));
        assert.equal((await verified(saying('SUPERSEDED'))).ledger?.status, 'SUPERSEDED');
        await assert.rejects(verified(saying('DRAFT')), refused('PROOF_NEVER_IN_FORCE'));
    });

    test('every forged part is refused by its name', async () => {
        const { version } = evidence();
        const other = await endorsed('SharedDocument:ReadVersion', ['sale', '1']);
        const by = (signed: SignedAnswer, change: Partial<VersionState>): Bundle =>
            withVersion(answering(signed, (state: VersionState) => ({ ...state, ...change })));
        const { format, v, versions, revealed } = bundle;
        const attacks: readonly (readonly [string, unknown, string])[] = [
            ['another version', withVersion(other), 'PROOF_DOCUMENT_MISMATCH'],
            ['an answer about another document', by(version, { docId: 'gift' }), 'PROOF_DOCUMENT_MISMATCH'],
            ['an answer that is not to the question', by(other, { version: 2 }), 'PROOF_DOCUMENT_MISMATCH'],
            ['another manifest', by(version, { manifestHash: '0'.repeat(64) }), 'PROOF_MANIFEST_MISMATCH'],
            ['a signature that the ledger had not', by(version, { signatures: [] }), 'PROOF_SIGNATURES_MISMATCH'],
            ['an answer of another form', by(version, { status: 1 as never }), 'PROOF_REPORT_UNREADABLE'],
            ['another function', withVersion(rebinding), 'PROOF_WRONG_FUNCTION'],
            ['one organisation', withVersion(signedAgain(version, peers.slice(0, 1))), 'PROOF_TOO_FEW_ORGANISATIONS'],
            ['one organisation twice', withVersion(signedAgain(version, [peers[0], peers[0]] as unknown as Signers)), 'PROOF_ORGANISATION_TWICE'],
            ['people in the place of peers', withVersion(signedAgain(version, users)), 'PROOF_SIGNER_NOT_A_PEER'],
            ['another question', withVersion({ ...version, signatureHeader: rebinding.signatureHeader }), 'PROOF_PROPOSAL_MISMATCH'],
            ['a changed answer', withVersion({ ...version, responsePayload: other.responsePayload }), 'PROOF_SIGNATURE_WRONG'],
            ['a question of the future', withVersion(await askedAt(version, 4_000_000_000)), 'PROOF_SIGNER_EXPIRED'],
            ['no proof of the re-binding', withRebindings(), 'PROOF_NOT_SIGNED'],
            ['no evidence where somebody signed for another', { format, v, versions, revealed }, 'PROOF_NOT_SIGNED'],
            ['the proof that somebody else was not replaced', withRebindings(await identityOf(stranger)), 'PROOF_REBINDING_MISMATCH'],
            ['a proof twice', withRebindings(rebinding, rebinding), 'PROOF_MALFORMED'],
            ['a field more', { ...bundle, ledger: { ...evidence(), note: '' } }, 'PROOF_MALFORMED'],
        ];
        for (const [what, changed, code] of attacks) await assert.rejects(verified(changed), refused(code), what);
        await assert.rejects(verified(withVersion(await askedAt(version, Math.floor(Date.now() / 1000) + 300))), refused('PROOF_FROM_THE_FUTURE'));
        const unread = signedAgain(version, peers, changedAnswer(version, action => { action.setResults(''); }));
        await assert.rejects(verified(withVersion(unread)), refused('PROOF_READ_SET_MISMATCH'));
        await assert.rejects(verified(bundle, { channel: 'theirs' }), refused('PROOF_WRONG_CHANNEL'));
        await assert.rejects(verified(bundle, { chaincode: 'theirs' }), refused('PROOF_WRONG_CHAINCODE'));
    });

    test('of which the evidence was taken away proves who signed, and nothing of the ledger', async () => {
        const { format, v, revealed, versions: [first] } = bundle;
        const bare = { format, v, revealed, versions: [first] };
        assert.equal((await verified(bare)).ledger, undefined);
        await assert.rejects(verified(bare, { onLedger: true }), refused('PROOF_LEDGER_MISSING'));
    });

    test('no bit of the evidence can be changed', async () => {
        const { version } = evidence();
        for (const part of ['channelHeader', 'signatureHeader', 'proposalPayload', 'responsePayload'] as const) {
            const bytes = bytesOf(version[part]);
            for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 12)) {
                const changed = Uint8Array.from(bytes);
                changed[at] = (changed[at] ?? 0) ^ 1 << at % 8;
                await assert.rejects(verified(withVersion({ ...version, [part]: toBase64(changed) })), { name: 'CarnetError', code: /^PROOF_/ }, `${part} ${at}`);
            }
        }
    });
});

describe('the proof that managers bound documents to another key', () => {
    const check = (signed: SignedAnswer, person = party.person) => verifyRebinding(signed, person, roots, { field: 'answer' });
    const forged = (change: (state: IdentityState) => unknown): SignedAnswer => answering(rebinding, change);

    test('names the heir, the votes and who signed it; of whom nothing was decided it says so', async () => {
        const proved = await check(rebinding);
        assert.deepEqual([proved?.heir, proved?.signers.length], [heir.person, 2]);
        assert.equal(await check(await identityOf(stranger), stranger.person), undefined);
    });

    test('nothing that one peer says proves it', async () => {
        assert.deepEqual(await check(await identityOf(party)).then(one => one?.heir), heir.person);
        await assert.rejects(check(await identityOf(party, ['Org1MSP'])), refused('PROOF_TOO_FEW_ORGANISATIONS'));
        await assert.rejects(check({ ...rebinding, endorsements: [] }), refused('PROOF_TOO_FEW_ORGANISATIONS'));
        await assert.rejects(check(answering(rebinding, state => state, users)), refused('PROOF_SIGNER_NOT_A_PEER'));
        await assert.rejects(check(await identityOf(stranger)), refused('PROOF_REBINDING_MISMATCH'), 'the answer about somebody else');
        await assert.rejects(check(await endorsed('Decisions:ReadDecision', ['rebind'])), refused('PROOF_WRONG_FUNCTION'));
        await assert.rejects(check(evidence().version), refused('PROOF_WRONG_FUNCTION'));
    });

    test('nothing proves it that is dated in the future', async () => {
        const at = Date.now() - 3_600_000;
        await assert.rejects(verifyRebinding(rebinding, party.person, roots, { field: 'answer', at }), refused('PROOF_FROM_THE_FUTURE'));
    });

    test('an answer that contradicts itself is refused even where peers of two organisations had signed it', async () => {
        type How = NonNullable<IdentityState['rebinding']>;
        const how = (change: (how: How) => object): SignedAnswer =>
            forged(state => ({ ...state, rebinding: { ...state.rebinding, ...change(state.rebinding as How) } }));
        const attacks: readonly (readonly [string, SignedAnswer])[] = [
            ['another heir', how(() => ({ heir: stranger.person }))],
            ['an heir of another organisation', how(() => ({ heir: { ...heir.person, mspId: 'Org1MSP' } }))],
            ['another person', forged(state => ({ ...state, ...stranger.person }))],
            ['another content', how(({ content }) => ({ content: { ...content, newKeyHash: stranger.person.publicKeyHash }, heir: stranger.person }))],
            ['not carried out', how(({ decision }) => ({ decision: { ...decision, status: 'OPEN' } }))],
            ['another kind', how(({ decision }) => ({ decision: { ...decision, kind: 'PAYMENT' } }))],
            ['about somebody else', how(({ decision }) => ({ decision: { ...decision, subject: personId(stranger.person) } }))],
            ['one vote', how(({ votes }) => ({ votes: votes.slice(0, 1) }))],
            ['one vote twice', how(({ votes }) => ({ votes: [votes[0], votes[0]] }))],
            ['votes against', how(({ votes }) => ({ votes: votes.map(vote => ({ ...vote, approves: false })) }))],
            ['votes of one organisation', how(({ votes }) => ({ votes: votes.map(vote => ({ ...vote, mspId: 'Org1MSP' })) }))],
            ['a vote of the heir himself', how(({ votes: [first] }) => ({ votes: [first, { ...first, ...heir.person }] }))],
        ];
        for (const [what, signed] of attacks) await assert.rejects(check(signed), refused('PROOF_REBINDING_MISMATCH'), what);
        await assert.rejects(check(forged(() => ({ person: party.person }))), refused('PROOF_REPORT_UNREADABLE'));
        await assert.rejects(check(forged(() => 'replaced')), refused('PROOF_REPORT_UNREADABLE'));
    });
});
