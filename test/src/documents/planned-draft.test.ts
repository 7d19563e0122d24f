// A plan of a document: a file that it names and that is not there is an error when it is sealed, and not a crash before.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { draftOf } from '@carnet/client/dist/cli/document/planned-draft.js';
import type { SectionSource } from '@carnet/client/dist/documents/content/section-source.js';
import { carnetCommand } from '../client/command.js';
import { refusalOf } from '../client/refusal.js';

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-plan-')); });
after(() => { rmSync(dir, { recursive: true }); });

const terminal = { print: () => 0, note: () => 0, progress: undefined, ask: undefined, input: () => { throw new Error('nothing is typed'); } };

function planned(...files: readonly string[]): string {
    const plan = join(dir, 'plan.json');
    writeFileSync(plan, JSON.stringify({
        docId: 'sale', type: 'contract',
        people: { anna: { mspId: 'Org1MSP', publicKeyHash: 'a'.repeat(64), keyId: 'k1' }, ben: { mspId: 'Org2MSP', publicKeyHash: 'b'.repeat(64), keyId: 'k1' } },
        files: files.map(file => ({ path: file, file, mediaType: 'text/plain', group: 'terms' })),
        groups: { terms: { k: 2, holders: ['anna', 'ben'] } },
        policy: { parties: ['anna'], requesters: ['ben'] },
    }));
    return plan;
}

test('files of a plan are read as they are sealed, and a missing one is an error that names it', async () => {
    writeFileSync(join(dir, 'there.txt'), 'as agreed');
    const { sections } = await draftOf(planned('there.txt', 'missing.txt'), terminal);
    const read = async (place: number): Promise<string> => {
        const pieces: Uint8Array[] = [];
        for await (const piece of (sections[place] as SectionSource).content as AsyncIterable<Uint8Array>) pieces.push(piece);
        return Buffer.concat(pieces).toString();
    };
    assert.equal(await read(0), 'as agreed');
    const { code, message } = await refusalOf(read(1));
    assert.deepEqual([code, message.includes('missing.txt')], ['FILE_UNREADABLE', true]);
});

test('a plan that is not there is an error', async () => {
    assert.match((await carnetCommand(['document', 'seal', join(dir, 'none.json')])).err, /^FILE_UNREADABLE: /);
});
