// A single bit changed in any answer that a peer gives about a document: an error with a code, or exactly what would have been done without it.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { parseAnswer } from '@carnet/client/dist/call/answer.js';
import { approveOpening } from '@carnet/client/dist/documents/consent/answering.js';
import { checkedAnswer } from '@carnet/client/dist/documents/consent/ledger-answers.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { OpenedDocument } from '@carnet/client/dist/documents/consent/opened-document.js';
import { readBoundKey } from '@carnet/client/dist/documents/consent/registered-keys.js';
import { reviewOpening } from '@carnet/client/dist/documents/consent/reviewing.js';
import { approveAll, onceThere, type DocumentPerson } from './document-people.js';
import { DocumentTrial, PLAINTEXT } from './document-trial.js';
import { throughLiar } from './lying-peer.js';

const [DOC, REQUEST] = ['answers', 'r1'];
/** Flips of each answer, spread over its length. */
const FLIPS = 120;

/** The answers of the network as texts, by call. */
type Answers = ReadonlyMap<string, string>;
const callOf = (fn: string, args: readonly string[]): string => JSON.stringify([fn, ...args]);

/** What somebody does with documents; whatever he would submit comes out as text. */
type Deed = (ledger: DocumentLedger) => Promise<string>;

/** Thrown in place of a submission, so that nothing comes after it. */
class Submitted extends Error {}

/** A ledger that answers from memory. */
function replaying({ person }: DocumentPerson, answers: Answers): DocumentLedger {
    const calls = {
        person,
        evaluate: async (fn: string, args: readonly string[]) => {
            const text = await Promise.resolve(answers.get(callOf(fn, args)));
            if (text === undefined) throw new CarnetError('DOCUMENT_NOT_FOUND', `Nothing was recorded of ${fn}.`);
            return checkedAnswer(fn, parseAnswer(text, fn));
        },
        submit: (fn: string, args: readonly string[]) => Promise.reject(new Submitted(callOf(fn, args))),
    };
    return Object.assign(Object.create(DocumentLedger.prototype) as object, calls) as unknown as DocumentLedger;
}

async function outcomeOf(deed: Deed, ledger: DocumentLedger): Promise<string> {
    try {
        return await deed(ledger);
    } catch (error) {
        if (error instanceof Submitted) return error.message;
        throw error;
    }
}

/** The deed with honest answers, and the answers that it took. */
async function recorded(who: DocumentPerson, deed: Deed): Promise<Answers> {
    const answers = new Map<string, string>();
    const { ledger } = throughLiar(who, (fn, answer, args) => {
        answers.set(callOf(fn, args), JSON.stringify(answer));
        return answer;
    });
    await deed(ledger).catch((error: unknown) => {
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

    /** Each answer with one bit flipped, many times. @param honest what the deed comes to */
    async function withEveryAnswerAltered(who: DocumentPerson, deed: Deed, honest: string): Promise<void> {
        const answers = await recorded(who, deed);
        assert.ok(answers.size > 0);
        assert.equal(await outcomeOf(deed, replaying(who, answers)), honest);
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
        assert.ok(codes.size > 3, [...codes].join());
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
            await approveOpening(ledger, await reviewOpening(ledger, { docId: DOC, requestId: REQUEST }, {}), holder.key, {});
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
});
