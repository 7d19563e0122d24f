// Disputes: whose entries, by whom ended, once by each organisation.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { DisputeRequest, DisputeResolution } from '@carnet/domain';
import { DatedTrade, kilometres, type Member } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => { trade = await DatedTrade.open(); });

function dispute(entryId: string, of: Member, disputed: string, change: Partial<DisputeRequest> = {}): DisputeRequest {
    return { entryId, disputes: { mspId: trade.mspId(of), entryId: disputed }, reason: 'the car was elsewhere', date: trade.day, ...change };
}

function resolution(entryId: string, of: Member, opened: string, outcome: DisputeResolution['outcome'], change: Partial<DisputeResolution> = {}): DisputeResolution {
    return { entryId, closes: { mspId: trade.mspId(of), entryId: opened }, outcome, date: trade.day, ...change };
}

async function carWithEntry(number: number): Promise<string> {
    const of = await trade.register(vin(number));
    await trade.record('garage', of, kilometres('r1', '2022-06-03', 63_420));
    return of;
}

test('a dispute stands in the book, changes no verdict, and is decided by who is no party to it', async () => {
    const of = await carWithEntry(1);
    const before = await trade.vehicle(of);
    const opened = await trade.submit('inspector', 'OpenDispute', of, dispute('d1', 'garage', 'r1'));
    assert.deepEqual([opened.sequence, opened.verdict], [3, before.verdict]);
    assert.equal((await trade.vehicle(of)).openDisputes, 1);
    assert.deepEqual(await trade.submit('inspector', 'OpenDispute', of, dispute('d1', 'garage', 'r1')), opened, 'the same again answers the same');
    for (const [member, outcome, code] of [
        ['inspector', 'UPHELD', 'PARTY_TO_DISPUTE'], ['garage', 'WITHDRAWN', 'NOT_YOUR_DISPUTE'], ['authority', 'WITHDRAWN', 'NOT_YOUR_DISPUTE'],
        ['garage', 'DISMISSED', 'NOT_LICENSED'],
    ] as const) {
        assert.equal((await trade.refusal(member, 'ResolveDispute', of, resolution('s1', 'inspector', 'd1', outcome))).code, code, `${member} ${outcome}`);
    }
    const resolved = await trade.submit('authority', 'ResolveDispute', of, resolution('s1', 'inspector', 'd1', 'UPHELD', { reason: 'the toll receipt shows it' }));
    const entry = (await trade.history(of))[3];
    assert.deepEqual([entry?.type, entry?.outcome, entry?.publicNote, entry?.hash], ['DISPUTE_RESOLVED', 'UPHELD', 'the toll receipt shows it', resolved.hash]);
    assert.deepEqual([(await trade.vehicle(of)).openDisputes, resolved.verdict], [0, before.verdict]);
    assert.equal((await trade.refusal('authority', 'ResolveDispute', of, resolution('s2', 'inspector', 'd1', 'DISMISSED'))).code, 'DISPUTE_NOT_OPEN');
    const again = await trade.refusal('inspector', 'OpenDispute', of, dispute('d2', 'garage', 'r1'));
    assert.deepEqual([again.code, again.parameters], ['ALREADY_DISPUTED', { vin: of, sequence: 3 }], 'what was decided is not opened again');
});

test('withdrawn by who opened it, who cannot open it again; another organisation can', async () => {
    const of = await carWithEntry(2);
    await trade.submit('inspector', 'OpenDispute', of, dispute('d1', 'garage', 'r1'));
    assert.equal((await trade.refusal('inspector', 'OpenDispute', of, dispute('d2', 'garage', 'r1'))).code, 'ALREADY_DISPUTED');
    await trade.submit('inspector', 'ResolveDispute', of, resolution('s1', 'inspector', 'd1', 'WITHDRAWN'));
    assert.equal((await trade.refusal('inspector', 'OpenDispute', of, dispute('d2', 'garage', 'r1'))).code, 'ALREADY_DISPUTED');
    await trade.submit('authority', 'OpenDispute', of, dispute('d1', 'garage', 'r1'));
    const party = await trade.refusal('authority', 'ResolveDispute', of, resolution('s2', 'authority', 'd1', 'UPHELD'));
    assert.equal(party.code, 'PARTY_TO_DISPUTE');
});

test('the author of the disputed entry does not decide, whatever his roles', async () => {
    const of = await carWithEntry(3);
    await trade.record('inspector', of, kilometres('i1', '2023-01-01', 70_000));
    await trade.submit('garage', 'OpenDispute', of, dispute('d1', 'inspector', 'i1'));
    assert.equal((await trade.refusal('inspector', 'ResolveDispute', of, resolution('s1', 'garage', 'd1', 'DISMISSED'))).code, 'PARTY_TO_DISPUTE');
    await trade.submit('authority', 'ResolveDispute', of, resolution('s1', 'garage', 'd1', 'DISMISSED'));
});

test('one\'s own entries, and those that are not there, are not disputed', async () => {
    const of = await carWithEntry(4);
    const own = await trade.refusal('garage', 'OpenDispute', of, dispute('d1', 'garage', 'r1'));
    assert.deepEqual([own.code, own.parameters], ['OWN_ENTRY', { field: 'dispute.disputes.mspId' }]);
    for (const [member, id] of [['garage', 'nothing'], ['authority', 'r1']] as const) {
        const failure = await trade.refusal('inspector', 'OpenDispute', of, dispute('d1', member, id));
        assert.deepEqual([failure.code, failure.parameters], ['ENTRY_NOT_FOUND', { field: 'dispute.disputes' }]);
    }
    await trade.submit('inspector', 'OpenDispute', of, dispute('d1', 'garage', 'registration'));
});

test('eight open disputes of one organisation in a book; in a long book at the same cost', async () => {
    const of = await carWithEntry(5);
    for (let from = 0; from < 120; from += 40) {
        await trade.done('garage', 'VehicleRecord:RecordEntries', JSON.stringify(Array.from({ length: 40 }, (_, n) => ({
            vin: of, ...kilometres(`m${from + n}`, new Date(Date.UTC(2023, 0, 1 + from + n)).toISOString().slice(0, 10), 64_000 + from + n),
        }))));
    }
    for (let n = 0; n < 8; n++) await trade.submit('inspector', 'OpenDispute', of, dispute(`d${n}`, 'garage', `m${10 * n}`));
    const failure = await trade.refusal('inspector', 'OpenDispute', of, dispute('d8', 'garage', 'm119'));
    assert.deepEqual([failure.code, failure.parameters], ['TOO_MANY_OPEN', { limit: 8 }]);
    await trade.submit('authority', 'OpenDispute', of, dispute('d8', 'garage', 'm119'));
    await trade.submit('authority', 'ResolveDispute', of, resolution('s0', 'inspector', 'd0', 'DISMISSED'));
    await trade.submit('inspector', 'OpenDispute', of, dispute('d8', 'garage', 'm119'));
});
