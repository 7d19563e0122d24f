// The one error of the client, as a person reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { checkedByDomain } from '@carnet/client/dist/errors/carnet-error.js';
import { entryCodec } from '@carnet/domain';
import { ENTRY } from '../chaincode/valid-requests.js';
import { refusalOf } from './refusal.js';

test('the message names the field at fault, the sentence does not', async () => {
    const error = await refusalOf(() => checkedByDomain(() => entryCodec.encode({ ...ENTRY, vin: 'x' } as typeof ENTRY)));
    assert.equal(error.message, 'UNKNOWN_FIELD: entry.vin: The request has no such field.');
    assert.equal(error.sentence, 'The request has no such field.');
    assert.deepEqual(error.details, { field: 'entry.vin' });
});

test('without a field, or where the sentence names it, the message is code and sentence', () => {
    assert.equal(new CarnetError('NOT_LICENSED', 'No.').message, 'NOT_LICENSED: No.');
    assert.equal(new CarnetError('PROFILE_INVALID', 'peers.p.url is missing.', { details: { field: 'peers.p.url' } }).message, 'PROFILE_INVALID: peers.p.url is missing.');
    for (const field of ['', 7, null]) assert.equal(new CarnetError('NOT_LICENSED', 'No.', { details: { field } }).message, 'NOT_LICENSED: No.');
});

test('a field that becomes known later stands in the message too', () => {
    const error = new CarnetError('INVALID_DATE', 'No.', { details: { field: 'entries[3].date' } }).with({ details: { field: 'entries[503].date' } });
    assert.equal(error.message, 'INVALID_DATE: entries[503].date: No.');
});
