// A ciphertext with two faces: AES-GCM alone opens it with two keys to two contents; what we write and read opens it with one.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { openContent } from '@carnet/client/dist/secrets/index.js';
import { faceOf, newSalt, opened, twoFaced } from './two-faces.js';

test('a two-faced ciphertext, which AES-GCM opens with both of two keys, opens with the one to which its header commits', async () => {
    const [context, salt, inputs] = [Buffer.from('context'), newSalt(), [randomBytes(32), randomBytes(32)]];
    const [one, two] = inputs.map(input => ({ input, ...faceOf(input, salt, context) }));
    assert.ok(one !== undefined && two !== undefined);
    const chunk = twoFaced(one, two, Buffer.alloc(64, 'What one of the two readers sees. '));
    assert.equal(opened(one, chunk).subarray(16).toString(), Buffer.alloc(64, 'What one of the two readers sees. ').subarray(16).toString());
    assert.notDeepEqual(opened(one, chunk), opened(two, chunk), 'AES-GCM alone: two contents');

    const ciphertext = Buffer.concat([salt, one.commitment, chunk]);
    const read = async (input: Buffer): Promise<Buffer> => {
        const pieces: Buffer[] = [];
        for await (const piece of openContent([ciphertext], input, context)) pieces.push(piece);
        return Buffer.concat(pieces);
    };
    assert.deepEqual(await read(one.input), opened(one, chunk));
    await assert.rejects(read(two.input), (error: unknown) => {
        assert.ok(error instanceof CarnetError && error.code === 'CIPHERTEXT_CORRUPT');
        assert.deepEqual(error.details, { part: 'header' });
        return true;
    });
});
