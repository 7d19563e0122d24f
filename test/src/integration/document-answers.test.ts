// A bit or a member changed in any answer that a peer gives about a document: an error with a code, or exactly what would have been done without it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CarnetError, readRoots } from '@carnet/client';
import { manifestText } from '@carnet/domain';
import { parseAnswer } from '@carnet/client/dist/call/answer.js';
import { auditLines, pendingItemLines, reviewLines, versionLines } from '@carnet/client/dist/cli/document/lines.js';
import { serialiseBundle } from '@carnet/client/dist/documents/bundle/format.js';
import { acknowledgeShares, disputeShare } from '@carnet/client/dist/documents/consent/acknowledging.js';
import { approveOpening } from '@carnet/client/dist/documents/consent/answering.js';
import { auditTrail, pendingItems } from '@carnet/client/dist/documents/consent/auditing.js';
import { readLatest } from '@carnet/client/dist/documents/consent/checked-versions.js';
import { takePartInDrill } from '@carnet/client/dist/documents/consent/drill.js';
import { exportFromLedger } from '@carnet/client/dist/documents/consent/exporting.js';
import { checkedAnswer } from '@carnet/client/dist/documents/consent/ledger-answers.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { OpenedDocument } from '@carnet/client/dist/documents/consent/opened-document.js';
import { verifyOriginal } from '@carnet/client/dist/documents/consent/originals.js';
import { readBoundKey } from '@carnet/client/dist/documents/consent/registered-keys.js';
import { requestOpening } from '@carnet/client/dist/documents/consent/requesting.js';
import { reviewOpening } from '@carnet/client/dist/documents/consent/reviewing.js';
import { Rebinding } from '@carnet/client/dist/documents/consent/rebinding.js';
import { signVersion } from '@carnet/client/dist/documents/consent/signing.js';
import { shownDecision } from '@carnet/client/dist/membership/decisions.js';
import { decisionLines } from '@carnet/client/dist/cli/decision/lines.js';
import { alterationsOf } from './altered-answers.js';
import { approveAll, onceThere, type DocumentPerson } from './document-people.js';
import { DocumentTrial, PLAINTEXT } from './document-trial.js';
import { throughLiar } from './lying-peer.js';
import { ownLedger } from './own-ledger.js';

const [DOC, REQUEST] = ['answers', 'r1'];
/** Flips of each answer, spread over its length. */
const FLIPS = 40;

/** The answers of the network as texts, by call. */
type Answers = ReadonlyMap<string, string>;
const callOf = (fn: string, args: readonly string[]): string => JSON.stringify([fn, ...args]);

/** What somebody does with documents; whatever he would submit comes out as text. */
type Deed = (ledger: DocumentLedger) => Promise<string>;

/** Thrown in place of a submission, so that nothing comes after it. */
class Submitted extends Error {}

/** The form of what organisations signed is this program's own: only the bytes in it are theirs. */
const isOfPeer = (call: string): boolean => !call.includes(', signed');

/** Of the channel and chaincode that are the default. */
function withoutName(ledger: DocumentLedger): DocumentLedger {
    return Object.defineProperty(ledger, 'name', { value: {} });
}

/** What organisations signed, among the answers. */
const signedCall = (fn: string, args: readonly string[]): string => callOf(`${fn}, signed`, args);

/** A ledger that answers from memory. What it is asked to submit or to sign ends the deed. */
function replaying({ person }: DocumentPerson, answers: Answers): DocumentLedger {
    const answered = async (call: string, fn: string): Promise<unknown> => {
        const text = await Promise.resolve(answers.get(call));
        if (text !== undefined) return parseAnswer(text, fn);
        throw new CarnetError(fn === 'ReadOpening' ? 'OPENING_NOT_FOUND' : 'DOCUMENT_NOT_FOUND', `Nothing was recorded of ${fn}.`);
    };
    const calls = {
        person, certificate: '',
        evaluate: async (fn: string, args: readonly string[]) => checkedAnswer(fn, await answered(callOf(fn, args), fn)),
        endorsed: (fn: string, args: readonly string[]) => answered(signedCall(fn, args), fn),
        submit: (fn: string, args: readonly string[]) => Promise.reject(new Submitted(callOf(fn, args))),
        sign: (text: string) => Promise.reject(new Submitted(text)),
        decision: async (id: string) => shownDecision(await answered(callOf('ReadDecision', [id]), 'ReadDecision'), id),
    };
    return withoutName(Object.assign(Object.create(DocumentLedger.prototype) as object, calls) as unknown as DocumentLedger);
}

async function outcomeOf(deed: Deed, ledger: DocumentLedger): Promise<string> {
    try {
        return await deed(ledger);
    } catch (error) {
        if (error instanceof Submitted) return error.message;
        throw error;
    }
}

/** The deed with honest answers, and the answers that it took. @param endorsing who asks organisations to sign, where that is needed */
async function recorded(who: DocumentPerson, deed: Deed, endorsing?: DocumentLedger): Promise<Map<string, string>> {
    const answers = new Map<string, string>();
    const { ledger } = throughLiar(who, (fn, answer, args) => {
        if (answer !== undefined) answers.set(callOf(fn, args), JSON.stringify(answer));
        return answer;
    });
    const endorsed = async (fn: string, args: readonly string[]): Promise<unknown> => {
        const signed = await endorsing?.endorsed(fn, args, {});
        answers.set(signedCall(fn, args), JSON.stringify(signed));
        return signed;
    };
    Object.assign(ledger, { endorsed, certificate: '', sign: () => Promise.reject(new Error('it was submitted')) });
    await deed(withoutName(ledger)).catch((error: unknown) => {
        if (!/was submitted$/.test((error as Error).message)) throw error;
    });
    return answers;
}

suite('altered answers about documents', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let trial: DocumentTrial;
    before(async () => {
        trial = await DocumentTrial.start();
        await trial.sealed(DOC);
        await trial.asked(DOC, REQUEST);
    });
    after(() => trial.stop());

    /**
     * Each answer with a member changed, many times.
     * @param honest what the deed must come to; where it is undefined anything, without an error that has no code
     * @returns the codes
     */
    async function withEveryMemberAltered(
        who: DocumentPerson, deed: Deed, honest: string | undefined, answers: Answers, which: (call: string) => boolean = isOfPeer,
    ): Promise<ReadonlySet<string>> {
        const codes = new Set<string>();
        for (const [call, text] of [...answers].filter(([name]) => which(name))) {
            for (const { what, answer } of alterationsOf(JSON.parse(text))) {
                try {
                    const outcome = await outcomeOf(deed, replaying(who, new Map([...answers, [call, JSON.stringify(answer)]])));
                    if (honest !== undefined) assert.equal(outcome, honest, `${call}, ${what}`);
                } catch (error) {
                    assert.ok(error instanceof CarnetError, `${call}, ${what}: ${(error as Error).stack}`);
                    codes.add(error.code);
                }
            }
        }
        return codes;
    }

    /**
     * Each answer with one bit flipped, and with a member changed, many times.
     * @param honest what the deed comes to; by default what it does
     * @returns the codes
     */
    async function codesOfAltered(who: DocumentPerson, deed: Deed, honest?: string, endorsing?: DocumentLedger): Promise<ReadonlySet<string>> {
        const answers = await recorded(who, deed, endorsing);
        assert.ok(answers.size > 0);
        const outcome = await outcomeOf(deed, replaying(who, answers));
        if (honest !== undefined) assert.equal(outcome, honest);
        const ofMembers = await withEveryMemberAltered(who, deed, outcome, answers);
        return new Set([...ofMembers, ...await withEveryBitAltered(who, deed, outcome, answers)]);
    }

    async function withEveryAnswerAltered(who: DocumentPerson, deed: Deed, honest?: string, endorsing?: DocumentLedger): Promise<void> {
        const codes = await codesOfAltered(who, deed, honest, endorsing);
        assert.ok(codes.size > 3, [...codes].join());
    }

    async function withEveryBitAltered(who: DocumentPerson, deed: Deed, honest: string, answers: Answers): Promise<ReadonlySet<string>> {
        const codes = new Set<string>();
        for (const [call, text] of answers) {
            const bytes = Buffer.from(text);
            const step = Math.max(1, Math.floor(bytes.length * 8 / FLIPS)) | 1;
            for (let bit = 0; bit < bytes.length * 8; bit += step) {
                const changed = Buffer.from(bytes);
                changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ 1 << (bit & 7);
                const altered = replaying(who, new Map([...answers, [call, changed.toString('utf8')]]));
                try {
                    assert.equal(await outcomeOf(deed, altered), honest, `${call}, bit ${bit}`);
                } catch (error) {
                    assert.ok(error instanceof CarnetError, `${call}, bit ${bit}: ${String(error)}\n${changed.subarray((bit >> 3) - 40, (bit >> 3) + 20).toString()}`);
                    codes.add(error.code);
                }
            }
        }
        return codes;
    }

    test('nothing is sealed to a key that was altered', async () => {
        const [holder] = trial.holders as [DocumentPerson];
        const deed: Deed = async ledger => (await readBoundKey(ledger, { ...holder.person, keyId: holder.holder.keyId }, {})).publicKey;
        await withEveryAnswerAltered(trial.author, deed, Buffer.from(holder.key.publicKey).toString('base64'));
    });

    test('a holder gives his share for the request that was signed, or not at all', async () => {
        const [holder] = trial.holders as [DocumentPerson];
        const { requestHash } = await trial.review(holder, DOC, REQUEST);
        const deed: Deed = async ledger => {
            const review = await reviewOpening(ledger, { docId: DOC, requestId: REQUEST }, {});
            assert.ok(reviewLines(review).length > 0);
            await approveOpening(ledger, review, holder.key, {}, { unconfirmed: true });
            return 'nothing was submitted';
        };
        const approval = JSON.parse(await outcomeOf(deed, replaying(holder, await recorded(holder, deed)))) as string[];
        assert.equal((JSON.parse(approval[1] ?? '') as { requestHash: string }).requestHash, requestHash);
        await withEveryAnswerAltered(holder, deed, JSON.stringify(approval));
    });

    test('whoever asked reads what was sealed, or nothing', async () => {
        await approveAll(DOC, REQUEST, trial.holders.slice(0, 2));
        await onceThere(async () => { assert.equal((await trial.review(trial.tax, DOC, REQUEST)).state.status, 'GRANTED'); }, 'ERR_ASSERTION');
        const deed: Deed = async ledger => {
            const opened = await OpenedDocument.open(ledger, await reviewOpening(ledger, { docId: DOC, requestId: REQUEST }, {}), trial.tax.key, {});
            const texts: string[] = [];
            for await (const section of opened) texts.push((await section.bytes()).toString());
            return texts.join();
        };
        await withEveryAnswerAltered(trial.tax, deed, PLAINTEXT);
    });

    test('a holder acknowledges, or disputes, what was dealt to him under the manifest that stands, or nothing', async () => {
        await onceThere(() => trial.author.carnet.documents.seal(trial.draftOf('dealt')));
        const [holder] = trial.holders as [DocumentPerson];
        await onceThere(() => holder.carnet.documents.read('dealt'));
        const nothing = (): string => 'nothing was submitted';
        await withEveryAnswerAltered(holder, ledger => acknowledgeShares(ledger, 'dealt', holder.key, {}).then(nothing));
        const dispute: Deed = ledger => disputeShare(ledger, 'dealt', { group: 'terms', reason: 'It does not open' }, {}).then(nothing);
        // Which message he could not open is the peer's word, and the ledger compares it.
        const answers = await recorded(holder, dispute);
        await withEveryMemberAltered(holder, dispute, await outcomeOf(dispute, replaying(holder, answers)), answers, call => !call.includes('ReadShare'));
    });

    test('whoever asks signs a request for the version that was signed, with his own reader keys, or none', async () => {
        const deed: Deed = async ledger => {
            try {
                await requestOpening(ledger, { docId: DOC, requestId: 'r2', purpose: 'Audit', expires: '2030-01-01T00:00:00.000Z' }, trial.tax.key, {});
                return 'nothing was submitted';
            } catch (error) {
                // All but the time of the clock.
                if (error instanceof Submitted) return error.message.replace(/"created":"[^"]*"/, '');
                throw error;
            }
        };
        await withEveryAnswerAltered(trial.tax, deed);
    });

    test('in a drill a holder signs what he can open, or nothing', async () => {
        const [holder] = trial.holders as [DocumentPerson];
        await withEveryAnswerAltered(holder, ledger => takePartInDrill(ledger, { docId: DOC, drillId: 'autumn' }, holder.key, {}).then(() => 'nothing was signed'));
    });

    test('a party signs the version whose hash he has read, or none', async () => {
        await onceThere(() => trial.author.carnet.documents.seal(trial.draftOf('signed')));
        const { version: { manifestHash } } = await onceThere(() => trial.author.carnet.documents.read('signed'));
        const honest = manifestText({ docId: 'signed', version: 1, manifestHash });
        const codes = await codesOfAltered(trial.author, ledger => signVersion(ledger, 'signed', manifestHash, {}).then(() => 'nothing was signed'), honest);
        assert.deepEqual([...codes].sort(), ['CONTENT_MISMATCH', 'DOCUMENT_NOT_FOUND', 'RESPONSE_UNREADABLE']);
    });

    test('who takes over a lost key carries out what the managers have decided, or nothing; and is shown it, or refused by a code', async () => {
        const [first, second] = trial.holders as [DocumentPerson, DocumentPerson];
        const members = trial.holders.map(({ person, name }) => ({ ...person, name }));
        await first.carnet.decisions.defineRoster({ rosterId: 'altered', version: 1, members, threshold: 2, minOrganisations: 2 });
        const { tax } = trial;
        const publicKey = Buffer.from(tax.key.publicKey).toString('base64');
        await onceThere(() => tax.carnet.documents.registerKey({ keyId: 'main', publicKey, roster: 'altered', rebindingDelaySeconds: 0 }), 'ROSTER_NOT_FOUND');
        const request = { decisionId: 'altered', person: tax.person, newKeyHash: 'ab'.repeat(32), kind: 'lost' as const };
        const { contentHash } = await onceThere(() => first.carnet.documents.rebinding.propose(request), 'QUORUM_IMPOSSIBLE');
        await onceThere(() => second.carnet.decisions.approve('altered', contentHash), 'DECISION_NOT_FOUND');
        const state = await onceThere(() => second.carnet.decisions.read('altered'), 'DECISION_NOT_FOUND');
        const answers = new Map([[callOf('ReadDecision', ['altered']), JSON.stringify(state)]]);
        const carryOut: Deed = ledger => new Rebinding(() => ledger).carryOut('altered').then(() => 'nothing was submitted');
        const honest = await outcomeOf(carryOut, replaying(tax, answers));
        const [, submitted] = JSON.parse(honest) as string[];
        assert.deepEqual(JSON.parse(submitted ?? ''), request);
        const codes = new Set([
            ...await withEveryMemberAltered(tax, carryOut, honest, answers), ...await withEveryBitAltered(tax, carryOut, honest, answers),
        ]);
        assert.ok(codes.has('CONTENT_MISMATCH') && codes.has('RESPONSE_UNREADABLE'), [...codes].join());
        const shown: Deed = async ledger => decisionLines(await ledger.decision('altered', {})).join('\n');
        await withEveryMemberAltered(tax, shown, undefined, answers);
    });

    test('a bundle proves what it should, or is not handed out; nor is anything said to be original that is not', async () => {
        const { network } = trial.documents.own;
        const own = await ownLedger(network.environment(trial.author.org, trial.author.name));
        try {
            const roots = readRoots(join(network.dir, 'organizations'));
            const bundle: Deed = async ledger => serialiseBundle(await exportFromLedger(ledger, { docId: DOC }, {}, { roots }));
            await withEveryAnswerAltered(trial.author, bundle, undefined, own.ledger);
            const { manifest } = await trial.author.carnet.documents.read(DOC);
            const original: Deed = async ledger => {
                const { path, proof } = await verifyOriginal(ledger, { docId: DOC, version: 1, leaf: manifest.sections[0]?.leaf ?? '' }, {}, { roots });
                return JSON.stringify([path, proof.root]);
            };
            await withEveryAnswerAltered(trial.author, original);
        } finally {
            own.close();
        }
    });

    test('whatever a peer says of versions, requests, rows of the trail and what waits, it is shown or refused by a code', async () => {
        const [holder] = trial.holders as [DocumentPerson];
        const shown: Deed = async ledger => {
            const lines = versionLines(await readLatest(ledger, DOC, 'draft', {}));
            lines.push(...reviewLines(await reviewOpening(ledger, { docId: DOC, requestId: REQUEST }, {})));
            for await (const row of auditTrail(ledger, DOC, {})) lines.push(...auditLines([row]));
            for await (const item of pendingItems(ledger, {})) lines.push(...pendingItemLines([item]));
            return lines.join('\n');
        };
        await onceThere(() => trial.author.carnet.documents.seal(trial.draftOf('waiting')));
        const answers = await recorded(holder, shown);
        const rebinding = { items: [{ kind: 'REBINDING', decisionId: 'd1', expires: '2030-01-01T00:00:00.000Z' }], bookmark: '' };
        for (const [call, text] of answers) if (call.includes('ListPending')) answers.set(call, text.replace('"items":[', `"items":[${JSON.stringify(rebinding.items[0])},`));
        assert.match(await outcomeOf(shown, replaying(holder, answers)), /objection, unless your key is lost/);
        const codes = await withEveryMemberAltered(holder, shown, undefined, answers);
        assert.ok(codes.has('RESPONSE_UNREADABLE') && codes.size > 3, [...codes].join());
    });
});
