// Ciphertexts of a version that the ledger refuses: nobody has their keys, so they go, and nothing else does.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Manifest } from '@carnet/domain';
import { CarnetError, FilesystemStore, sealDocument } from '@carnet/client';
import { orDiscarded } from '@carnet/client/dist/documents/consent/sealing.js';
import { holders } from './people.js';
import { contractDraft } from './sealed.js';
import { bytesOf, refused } from './store-cases.js';

let dir: string;
let store: FilesystemStore;
before(() => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-orphans-'));
    store = new FilesystemStore(dir);
});
after(() => { rmSync(dir, { recursive: true }); });

const kept = (): string[] => readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile()).map(({ name }) => name).sort();
const hashesOf = ({ sections }: Manifest): string[] =>
    sections.map(section => section.visibility === 'sealed' ? section.ciphertext.hash : section.content.hash).sort();

const source = (path: string, group?: string) => ({ path, mediaType: 'text/plain', content: bytesOf(70_000, path), ...group === undefined ? {} : { group } });
const failing = (outcome: 'rejected' | 'unknown') => (): Promise<never> => Promise.reject(new CarnetError('VERSION_CONFLICT', 'Another draft was first.', { outcome }));

test('what a refused version sealed is removed; what it keeps, what is public, and what may still come onto the ledger stays', async () => {
    const group = { k: 2, holders: holders(2) };
    const first = await sealDocument(contractDraft({ sections: [source('/terms', 'g'), source('/annex')], groups: { g: group } }), { store });
    await assert.rejects(orDiscarded(first.manifest, store, failing('unknown')), refused('VERSION_CONFLICT'));
    assert.deepEqual(kept(), hashesOf(first.manifest));
    assert.equal(await orDiscarded(first.manifest, store, () => Promise.resolve('done')), 'done');

    const second = await sealDocument(contractDraft({
        previous: first.manifest, sections: [{ keep: '/terms' }, { keep: '/annex' }, source('/more', 'h'), source('/notice')], groups: { h: group },
    }), { store });
    assert.deepEqual(kept(), hashesOf(second.manifest));
    await assert.rejects(orDiscarded(second.manifest, store, failing('rejected')), refused('VERSION_CONFLICT'));
    const orphan = second.manifest.sections.find(({ path }) => path === '/more');
    assert.ok(orphan?.visibility === 'sealed');
    assert.deepEqual(kept(), hashesOf(second.manifest).filter(hash => hash !== orphan.ciphertext.hash));
});

test('a store from which they cannot be removed is named, and the refusal stands', async () => {
    const { manifest } = await sealDocument(contractDraft({ sections: [source('/terms', 'g')], groups: { g: { k: 2, holders: holders(2) } } }), { store });
    const stuck = Object.assign(new FilesystemStore(dir), { delete: () => Promise.reject(new CarnetError('STORE_FAILED', 'The store is read-only.')) });
    await assert.rejects(orDiscarded(manifest, stuck, failing('rejected')), (error: unknown) => {
        assert.ok(refused('VERSION_CONFLICT')(error));
        assert.deepEqual((error as CarnetError).details, { ciphertextsLeftIn: store.description });
        return true;
    });
});
