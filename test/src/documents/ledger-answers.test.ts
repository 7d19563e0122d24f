// Answers of a peer that are not what the function answers: an error that names the field, before anything is read of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CarnetError } from '@carnet/client';
import { checkedAnswer } from '@carnet/client/dist/documents/consent/ledger-answers.js';
import { refused } from './store-cases.js';

const PERSON = { mspId: 'Org1MSP', publicKeyHash: 'a'.repeat(64) };
const VOTE = { ...PERSON, approves: true, at: '2026-11-21T12:00:00.000Z' };
const REBINDING = { heir: PERSON, decision: { decisionId: 'rebind', status: 'EXECUTED' }, content: {}, votes: [VOTE] };

const identity = (rebinding: unknown): unknown => checkedAnswer('ReadIdentity', { ...PERSON, roster: null, formers: [], rebinding });

test('how a key was replaced is there whole, or not at all', () => {
    assert.deepEqual((identity(REBINDING) as { rebinding: unknown }).rebinding, REBINDING);
    assert.equal((identity(null) as { rebinding: unknown }).rebinding, null);
    const altered: Readonly<Record<string, unknown>> = {
        'heir': { ...REBINDING, heir: undefined },
        'decision': { ...REBINDING, decision: null },
        'decision.decisionId': { ...REBINDING, decision: {} },
        'votes': { ...REBINDING, votes: undefined },
        'votes.0.approves': { ...REBINDING, votes: [{ ...VOTE, approves: 'yes' }] },
        'votes.0.publicKeyHash': { ...REBINDING, votes: [{ ...VOTE, publicKeyHash: 7 }] },
        'votes.0.at': { ...REBINDING, votes: [{ ...VOTE, at: 'yesterday' }] },
    };
    for (const [field, rebinding] of Object.entries(altered)) {
        assert.throws(() => identity(rebinding), (error: unknown) =>
            refused('RESPONSE_UNREADABLE')(error) && (error as CarnetError).details['field'] === `ReadIdentity.rebinding.${field}`, field);
    }
});
