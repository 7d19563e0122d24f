// Commitments: the same bytes as Node's own HKDF and SHA-256 give, and another one for every other binding.
import assert from 'node:assert/strict';
import { createHash, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { keyCommitment, shareCommitment } from '@carnet/domain';

const KEY = Uint8Array.from({ length: 32 }, (_, place) => place * 7 & 255);
const GROUP = { docId: 'contract-17', group: 'g1', epoch: 1 };
const SHARE = `801${'5a'.repeat(48)}`;

test('a key commitment is HKDF-SHA-256 under a label of its own', () => {
    const info = 'carnet/key-commitment/v1\0["contract-17","g1",1]';
    assert.equal(keyCommitment(KEY, GROUP), Buffer.from(hkdfSync('sha256', KEY, '', info, 32)).toString('hex'));
});

test('a share commitment is SHA-256 over label, binding and share', () => {
    const text = `carnet/share-commitment/v1\0["contract-17","g1",1,3,"${SHARE}"]`;
    assert.equal(shareCommitment({ ...GROUP, index: 3 }, SHARE), createHash('sha256').update(text).digest('hex'));
});

test('another document, group, epoch, index, key or share has another commitment', () => {
    const others = [{ docId: 'contract-1' }, { group: 'g12' }, { epoch: 2 }];
    const keys = [{}, ...others].map(other => keyCommitment(KEY, { ...GROUP, ...other })).concat(keyCommitment(KEY.toReversed(), GROUP));
    assert.equal(new Set(keys).size, keys.length);
    const shares = [{}, ...others, { index: 2 }].map(other => shareCommitment({ ...GROUP, index: 1, ...other }, SHARE));
    assert.equal(new Set([...shares, shareCommitment({ ...GROUP, index: 1 }, SHARE.replace('5', '4'))]).size, 6);
});

test('fields that run into each other do not collide', () => {
    assert.notEqual(keyCommitment(KEY, { docId: 'a', group: 'b"', epoch: 1 }), keyCommitment(KEY, { docId: 'a","b', group: '', epoch: 1 }));
});
