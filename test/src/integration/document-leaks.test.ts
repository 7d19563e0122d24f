// A whole run of a document by commands, wrong turns included; then no file of the network holds a secret, nor what commands were told or said.
import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { writeKeyFile } from '@carnet/client';
import { openOwnShare } from '@carnet/client/dist/documents/consent/own-shares.js';
import { readerPrivateKey } from '@carnet/client/dist/documents/consent/reader-keys.js';
import { combineShares, type HolderShare } from '@carnet/client/dist/secrets/index.js';
import { canonicalJson, type Manifest, type SealedShare } from '@carnet/domain';
import { carnetCommand, type Outcome } from '../client/command.js';
import type { DocumentPerson } from './document-people.js';
import { DocumentTrial, PLAINTEXT, referenceOf } from './document-trial.js';
import { honestly } from './lying-peer.js';
import { filesWithSecrets, secretsIn } from './secret-search.js';

const [DOC, REQUEST, GROUP] = ['leaks', 'r1', 'terms'];
const WRONG_PASSPHRASE = 'a passphrase that somebody mistyped';
const passphraseOf = ({ name }: DocumentPerson): string => `long words that only ${name} knows`;

/** What a peer says that is a block behind. */
const BEHIND = /^\{"code":"([A-Z_]+_NOT_FOUND|NOT_IN_FORCE|SHARE_UNAVAILABLE|NOT_GRANTED|VERSION_CONFLICT)"/;

/** The key of a section, by a second reading of how it is wrapped. */
function sectionKey(groupKey: Buffer, { docId, sections, groups }: Manifest): Buffer {
    const [section] = sections;
    const group = groups[GROUP];
    assert.ok(section?.visibility === 'sealed' && group !== undefined);
    const { keyEpoch, policyHash } = group;
    const wrapping = Buffer.from(hkdfSync('sha256', groupKey, '', `carnet/section-keys/v1\0${canonicalJson([docId, GROUP, keyEpoch])}`, 32));
    const wrapped = Buffer.from(section.wrappedKey, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(`carnet/section-key/v1\0${canonicalJson([docId, GROUP, keyEpoch, section.path, policyHash])}`)).setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
}

/** What a passphrase gives: whoever has it needs no passphrase. */
function keyFileKey(file: string, passphrase: string): Buffer {
    const { kdf: { logN, r, p, salt } } = JSON.parse(file) as { kdf: { logN: number; r: number; p: number; salt: string } };
    return scryptSync(passphrase, Buffer.from(salt, 'base64'), 32, { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r });
}

const skip = process.env['CARNET_ORGANIZATIONS'] !== undefined && 'the files of a network of our own are searched';

suite('a search for leaked secrets', { skip }, () => {
    let trial: DocumentTrial;
    let dir: string;
    const environment = { ...process.env };
    /** All that commands were given and said. */
    const transcript: string[] = [];
    const keyFile = ({ name }: DocumentPerson): string => join(dir, `${name}.key`);

    before(async () => {
        dir = mkdtempSync(join(tmpdir(), 'carnet-leaks-'));
        trial = await DocumentTrial.start();
        for (const who of [trial.author, trial.tax, ...trial.holders]) {
            writeFileSync(keyFile(who), await writeKeyFile(who.key, passphraseOf(who)), { mode: 0o600 });
        }
    });
    after(async () => {
        process.env = environment;
        await trial.stop();
        rmSync(dir, { recursive: true });
    });

    async function command(who: DocumentPerson, args: readonly string[], passphrase = passphraseOf(who)): Promise<Outcome> {
        process.env = { ...environment, ...trial.documents.own.network.environment(who.org, who.name), CARNET_PASSPHRASE: passphrase };
        for (let left = 50; ; left--) {
            const outcome = await carnetCommand(['document', ...args, '--json']);
            transcript.push(args.join(' '), outcome.out, outcome.err);
            if (left === 0 || outcome.status === 0 || !BEHIND.test(outcome.err)) return outcome;
            await new Promise(resolve => { setTimeout(resolve, 100); });
        }
    }

    async function done(who: DocumentPerson, ...args: readonly string[]): Promise<unknown> {
        const { status, out, err } = await command(who, args);
        assert.equal(status, 0, `${args.join(' ')}: ${err}`);
        return out === '' ? undefined : JSON.parse(out);
    }

    async function refused(code: string, who: DocumentPerson, args: readonly string[], passphrase?: string): Promise<void> {
        const { status, err } = await command(who, args, passphrase);
        assert.deepEqual([status, (JSON.parse(err) as { code: string }).code], [1, code], args.join(' '));
    }

    /** From the plan to the proof, with what people do wrong on the way. */
    async function wholeRun(): Promise<void> {
        const { author, tax, holders } = trial;
        const [first, second, liar] = holders as [DocumentPerson, DocumentPerson, DocumentPerson];
        const people = Object.fromEntries([author, tax, ...holders].map(({ name, person, holder }) => [name, { ...person, keyId: holder.keyId }]));
        writeFileSync(join(dir, 'terms.txt'), PLAINTEXT);
        writeFileSync(join(dir, 'photo.jpg'), randomBytes(100_000));
        writeFileSync(join(dir, 'plan.json'), JSON.stringify({
            docId: DOC, type: 'contract', people, files: [
                { path: 'terms.txt', file: 'terms.txt', mediaType: 'text/plain', group: GROUP },
                { path: 'photo.jpg', file: 'photo.jpg', mediaType: 'image/jpeg', group: GROUP },
            ],
            groups: { [GROUP]: { k: 2, holders: holders.map(({ name }) => name) } }, policy: { parties: [author.name], requesters: [tax.name] },
        }));
        await refused('STORE_NEEDED', author, ['seal', join(dir, 'plan.json')]);
        const store = ['--store', join(dir, 'store')];
        await done(author, 'seal', join(dir, 'plan.json'), ...store);
        await refused('WRONG_RECIPIENT_KEY', first, ['acknowledge', DOC, '--key', keyFile(author)], passphraseOf(author));
        for (const holder of holders) await done(holder, 'acknowledge', DOC, '--key', keyFile(holder));
        const { version: { manifestHash } } = await done(author, 'show', DOC) as { version: { manifestHash: string } };
        await done(author, 'sign', DOC, '--hash', manifestHash);

        await done(tax, 'request', DOC, '--id', REQUEST, '--purpose', 'Audit', '--key', keyFile(tax));
        const { requestHash } = await done(first, 'review', DOC, REQUEST) as { requestHash: string };
        const roots = ['--roots', join(trial.documents.own.network.dir, 'organizations')];
        const approve = (holder: DocumentPerson): string[] => ['approve', DOC, REQUEST, '--hash', requestHash, ...roots, '--key', keyFile(holder)];
        await refused('PASSPHRASE_WRONG', first, approve(first), WRONG_PASSPHRASE);
        await done(first, ...approve(first));
        await trial.grantText(liar, DOC, REQUEST, 3, `803${'5a'.repeat(48)}`);
        await done(second, ...approve(second));
        const opening = ['open', DOC, REQUEST, '--key', keyFile(tax), '--out', join(dir, 'opened')];
        await refused('CIPHERTEXT_MISSING', tax, opening);
        assert.deepEqual(readdirSync(join(dir, 'opened')), [], 'the section that lies on the ledger is not left behind alone');
        await done(tax, ...opening, ...store);
        assert.deepEqual(readdirSync(join(dir, 'opened')), ['000-terms.txt', '001-photo.jpg']);
        await refused('NOT_A_REQUESTER', first, ['open', DOC, REQUEST, '--key', keyFile(first), '--out', join(dir, 'stolen')]);
        await refused('SHARE_IS_GOOD', tax, ['report', DOC, REQUEST, '--share', `${GROUP}/1`, ...roots, '--key', keyFile(tax)]);
        await done(tax, 'report', DOC, REQUEST, '--share', `${GROUP}/3`, ...roots, '--key', keyFile(tax));
        await done(tax, 'export', DOC, '--request', REQUEST, '--key', keyFile(tax), '--out', join(dir, 'bundle.json'), ...store);
        await done(first, 'drill', DOC, '--id', 'autumn', '--key', keyFile(first), '--out', join(dir, 'drill.json'));
        const drilled = await command(author, ['drill-result', DOC, '--id', 'autumn', '--statement', join(dir, 'drill.json')]);
        assert.equal(drilled.status, 3, 'one holder alone could not open');
        await done(author, 'audit', DOC);
    }

    /** All that must be found nowhere: 12 bytes or more each. */
    async function secretsOfTheRun(): Promise<Map<string, Uint8Array>> {
        const { author, tax, holders } = trial;
        const secrets = new Map<string, Uint8Array>([['the plaintext', Buffer.from(PLAINTEXT)], ['a mistyped passphrase', Buffer.from(WRONG_PASSPHRASE)]]);
        for (const who of [author, tax, ...holders]) {
            secrets.set(`the passphrase of ${who.name}`, Buffer.from(passphraseOf(who)));
            secrets.set(`the key of the key file of ${who.name}`, keyFileKey(readFileSync(keyFile(who), 'utf8'), passphraseOf(who)));
            secrets.set(`the encryption key of ${who.name}`, who.key.privateKey);
        }
        const shares: HolderShare[] = [];
        for (const [place, holder] of holders.entries()) {
            const { shares: [held] } = await trial.review(holder, DOC, REQUEST);
            assert.ok(held !== undefined);
            const share = await openOwnShare(honestly(holder), held, holder.key, {});
            shares.push(share);
            secrets.set(`the share of holder ${place + 1} as text`, Buffer.from(share.share));
            // The first three digits only number it.
            secrets.set(`the share of holder ${place + 1} as bytes`, Buffer.from(share.share.slice(3), 'hex'));
            secrets.set(`the reader key for holder ${place + 1}`, readerPrivateKey(tax.key, { docId: DOC, requestId: REQUEST, group: GROUP, index: place + 1 }));
        }
        const { manifest } = await author.carnet.documents.read(DOC);
        const group = manifest.groups[GROUP];
        assert.ok(group !== undefined);
        const groupKey = combineShares(shares.slice(1), { docId: DOC, group: GROUP, ...group });
        secrets.set('the group key', groupKey);
        secrets.set('the section key', sectionKey(groupKey, manifest));
        return secrets;
    }

    test('passphrases, keys, shares and plaintext of a whole run are in no block, private data, log, event, error or argument', async () => {
        await wholeRun();
        const secrets = await secretsOfTheRun();
        assert.equal(secrets.size, 2 + 5 * 3 + 3 * 3 + 2);
        const { dir: network } = trial.documents.own.network;
        assert.deepEqual(filesWithSecrets(network, secrets), []);
        assert.deepEqual(secretsIn(Buffer.from(transcript.join('\n')), secrets), []);
        for (const who of [trial.author, trial.tax, ...trial.holders]) assert.deepEqual(secretsIn(readFileSync(keyFile(who)), secrets), []);

        // The search finds what is there: in blocks with their events, in private data, and in what commands were given and said.
        const { version: { manifestHash } } = await trial.author.carnet.documents.read(DOC);
        const [holder] = trial.holders;
        assert.ok(holder !== undefined);
        const { message } = JSON.parse(await holder.carnet.evaluate('SharedDocument', 'ReadShare', [JSON.stringify(referenceOf(DOC, 1))])) as SealedShare;
        for (const [what, known] of [['block', manifestHash], ['event', 'OpeningAnswered'], ['private data', message]] as const) {
            assert.ok(filesWithSecrets(network, new Map([[what, Buffer.from(known)]])).length > 0, `${what}: the search would not see a secret there`);
        }
        assert.deepEqual(secretsIn(Buffer.from(transcript.join('\n')), new Map([['hash', Buffer.from(manifestHash)]])), ['hash']);
        const logs = readdirSync(network, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.log') && statSync(join(network, file)).size > 0);
        assert.ok(logs.length > 0, 'the network keeps logs in its folder');
    });
});
