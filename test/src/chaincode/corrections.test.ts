// Corrections: alone within the deadline, with another organisation after it, with evidence after 28 days, and what an author may not do.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { CorrectionClosing, CorrectionProposal, CorrectionReceipt } from '@carnet/domain';
import { DatedTrade, kilometres } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => { trade = await DatedTrade.open(); });

const EVIDENCE = [{ sha256: 'ab'.repeat(32), mediaType: 'image/jpeg', size: 1, label: 'photograph of the dashboard' }];

function proposal(entryId: string, corrects: string, value: number, change: Partial<CorrectionProposal> = {}): CorrectionProposal {
    return { entryId, corrects, value, unit: 'km', reason: 'a digit too many', date: trade.day, ...change };
}

function closing(entryId: string, proposalId: string, change: Partial<CorrectionClosing> = {}): CorrectionClosing {
    return { entryId, closes: { mspId: trade.mspId('garage'), entryId: proposalId }, date: trade.day, ...change };
}

const propose = (of: string, request: CorrectionProposal): Promise<CorrectionReceipt> => trade.submit('garage', 'ProposeCorrection', of, request);

/** C09 of the cases: a digit too many in the second of three readings. */
async function carWithTypingError(number: number): Promise<string> {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(number));
    await trade.record('garage', of, kilometres('r1', '2021-06-01', 52_110));
    await trade.record('garage', of, kilometres('r2', '2022-06-03', 634_420));
    await trade.record('garage', of, kilometres('r3', '2023-06-05', 75_300));
    assert.equal((await trade.vehicle(of)).verdict, 'ILLOGICAL');
    return of;
}

test('alone and in time: proposed and confirmed in one transaction, and the verdict is cleared', async () => {
    const of = await carWithTypingError(1);
    trade.day = '2024-03-06';
    const receipt = await propose(of, proposal('c1', 'r2', 63_420));
    assert.deepEqual([receipt.status, receipt.sequence, receipt.verdict, receipt.reason, receipt.warnings], ['CONFIRMED', 5, 'LOGICAL', '00_ASCENDING', []]);
    const [proposed, confirmed] = (await trade.history(of)).slice(4);
    assert.ok(proposed && confirmed);
    assert.deepEqual(
        [proposed.type, proposed.correction, proposed.publicNote, proposed.refs, proposed.verdict],
        ['CORRECTION_PROPOSED', { value: 63_420, unit: 'km' }, 'a digit too many', { corrects: 'r2' }, 'ILLOGICAL'],
    );
    assert.deepEqual(
        [confirmed.type, confirmed.entryId, confirmed.refs, confirmed.verdict, confirmed.previousHash],
        ['CORRECTION_CONFIRMED', 'c1:confirmed', { closes: { mspId: 'Org1MSP', entryId: 'c1' } }, 'LOGICAL', proposed.hash],
    );
    assert.equal((await trade.history(of))[2]?.odometer?.value, 634_420, 'the entry itself stays as it was');
    assert.deepEqual((await trade.judgement(of)).findings.filter(({ code }) => code === 'CORRECTED'), [{ code: 'CORRECTED', severity: 'INFO', readings: [3] }]);
    assert.equal((await trade.vehicle(of)).pendingCorrections, 0);
    assert.deepEqual(await propose(of, proposal('c1', 'r2', 63_420)), receipt, 'the same again answers the same');
});

test('on the sixth day, or once another organisation has written, the correction waits for another organisation', async () => {
    const late = await carWithTypingError(2);
    trade.day = '2024-03-07';
    const receipt = await propose(late, proposal('c1', 'r2', 63_420));
    assert.deepEqual([receipt.status, receipt.verdict], ['PENDING', 'ILLOGICAL']);
    assert.deepEqual(await propose(late, proposal('c1', 'r2', 63_420)), receipt);
    const of = await carWithTypingError(3);
    await trade.record('inspector', of, kilometres('i1', '2024-02-28', 80_000));
    assert.equal((await propose(of, proposal('c1', 'r2', 63_420))).status, 'PENDING');
    const { pendingCorrections, verdict } = await trade.vehicle(of);
    assert.deepEqual([pendingCorrections, verdict], [1, 'ILLOGICAL']);
    const pending = (await trade.judgement(of)).findings.find(({ code }) => code === 'CORRECTION_PENDING');
    assert.deepEqual(pending, { code: 'CORRECTION_PENDING', severity: 'INFO', readings: [3] });
    await trade.record('garage', of, kilometres('own', '2024-03-01', 80_500));
    assert.equal((await propose(of, proposal('c2', 'own', 80_600))).status, 'CONFIRMED', 'of an entry that nobody has followed');
});

test('C36: another organisation confirms, and the verdict is cleared with both named', async () => {
    const of = await carWithTypingError(4);
    trade.day = '2024-03-20';
    await propose(of, proposal('c1', 'r2', 63_420));
    const confirmed = await trade.submit('inspector', 'ConfirmCorrection', of, closing('k1', 'c1', { reason: 'the photograph was seen' }));
    assert.deepEqual([confirmed.verdict, confirmed.reason, confirmed.sequence], ['LOGICAL', '00_ASCENDING', 6]);
    assert.deepEqual(await trade.judgement(of), {
        verdict: 'LOGICAL', reason: '00_ASCENDING', rulesVersion: 1,
        findings: (await trade.judgement(of)).findings.filter(({ code }) => ['CORRECTED', 'LATE_ENTRY'].includes(code)),
    });
    const entry = (await trade.history(of))[5];
    assert.deepEqual([entry?.mspId, entry?.type, entry?.publicNote], ['Org2MSP', 'CORRECTION_CONFIRMED', 'the photograph was seen']);
    assert.equal((await trade.vehicle(of)).pendingCorrections, 0);
    assert.deepEqual(await trade.submit('inspector', 'ConfirmCorrection', of, closing('k1', 'c1', { reason: 'the photograph was seen' })), confirmed);
});

test('a rejection leaves the verdict, and the entry can be corrected anew', async () => {
    const of = await carWithTypingError(5);
    trade.day = '2024-03-20';
    await propose(of, proposal('c1', 'r2', 63_420));
    const rejected = await trade.submit('authority', 'RejectCorrection', of, closing('k1', 'c1'));
    assert.equal(rejected.verdict, 'ILLOGICAL');
    const codes = (await trade.judgement(of)).findings.map(({ code }) => code);
    assert.ok(!codes.includes('CORRECTION_PENDING') && !codes.includes('CORRECTED'));
    assert.equal((await propose(of, proposal('c2', 'r2', 63_420, { reason: 'as the invoice says' }))).status, 'PENDING');
    await trade.submit('garage', 'RejectCorrection', of, closing('w1', 'c2', { reason: 'withdrawn by ourselves' }));
    assert.equal((await trade.vehicle(of)).pendingCorrections, 0);
});

test('evidence from the 29th day on', async () => {
    const of = await carWithTypingError(6);
    trade.day = '2024-03-30';
    const failure = await trade.refusal('garage', 'ProposeCorrection', of, proposal('c1', 'r2', 63_420));
    assert.deepEqual([failure.code, failure.parameters], ['EVIDENCE_NEEDED', { field: 'correction.evidence' }]);
    trade.day = '2024-03-29';
    await propose(of, proposal('c0', 'r3', 75_301));
    trade.day = '2025-01-01';
    await propose(of, proposal('c1', 'r2', 63_420, { evidence: EVIDENCE }));
    assert.deepEqual((await trade.history(of)).at(-1)?.evidence, EVIDENCE);
    await trade.submit('inspector', 'ConfirmCorrection', of, closing('k0', 'c0'));
});

test('nobody corrects another\'s entry, nor what is no reading, nor to what it says already', async () => {
    const of = await carWithTypingError(7);
    await trade.record('garage', of, { entryId: 'keeper', type: 'KEEPER_CHANGED', date: '2024-03-01', source: 'dealer' });
    for (const [member, request, code, field] of [
        ['inspector', proposal('c1', 'r2', 63_420), 'ENTRY_NOT_FOUND', 'correction.corrects'],
        ['garage', proposal('c1', 'nothing', 63_420), 'ENTRY_NOT_FOUND', 'correction.corrects'],
        ['garage', proposal('c1', 'keeper', 63_420), 'NOT_CORRECTABLE', 'correction.corrects'],
        ['garage', proposal('c1', 'registration', 63_420), 'NOT_CORRECTABLE', 'correction.corrects'],
        ['garage', proposal('c1', 'r2', 634_420), 'INVALID_VALUE', 'correction.value'],
        ['garage', proposal('c1', 'r2', 63_420, { date: '2024-03-03' }), 'INVALID_DATE', 'correction.date'],
    ] as const) {
        const failure = await trade.refusal(member, 'ProposeCorrection', of, request);
        assert.deepEqual([failure.code, failure.parameters['field']], [code, field]);
    }
    // Under an id that its own organisation took for an entry, the correction of a namesake of another organisation.
    await trade.record('inspector', of, kilometres('r2', '2024-02-01', 77_000));
    const own = await trade.submit<CorrectionReceipt>('inspector', 'ProposeCorrection', of, proposal('c1', 'r2', 77_100));
    assert.equal(own.status, 'CONFIRMED');
    assert.deepEqual((await trade.judgement(of)).findings.find(({ code }) => code === 'CORRECTED')?.readings, [6], 'its own entry, not the one it is named like');
    const taken = await trade.refusal('inspector', 'ProposeCorrection', of, proposal('r2', 'r2', 77_200));
    assert.deepEqual([taken.code, taken.parameters['sequence']], ['ALREADY_EXISTS', 6]);
});

test('nobody confirms his own, nor without licence, nor twice, nor what was closed', async () => {
    const of = await carWithTypingError(8);
    trade.day = '2024-03-20';
    await propose(of, proposal('c1', 'r2', 63_420));
    const own = await trade.refusal('garage', 'ConfirmCorrection', of, closing('k1', 'c1'));
    assert.equal(own.code, 'NOT_LICENSED', 'a workshop confirms nothing');
    const other = closing('k1', 'c1', { closes: { mspId: 'Org2MSP', entryId: 'c1' } });
    assert.equal((await trade.refusal('inspector', 'ConfirmCorrection', of, other)).code, 'SECOND_ORGANISATION_NEEDED');
    assert.equal((await trade.refusal('authority', 'ConfirmCorrection', of, other)).code, 'CORRECTION_NOT_PENDING');
    assert.equal((await trade.refusal('garage', 'ProposeCorrection', of, proposal('c2', 'r2', 63_421))).code, 'CORRECTION_PENDING');
    await trade.submit('inspector', 'ConfirmCorrection', of, closing('k1', 'c1'));
    for (const [member, name, id] of [['authority', 'ConfirmCorrection', 'k2'], ['inspector', 'RejectCorrection', 'k2'], ['garage', 'RejectCorrection', 'k2']] as const) {
        assert.equal((await trade.refusal(member, name, of, closing(id, 'c1'))).code, 'CORRECTION_NOT_PENDING', `${member} ${name}`);
    }
    assert.equal((await trade.refusal('inspector', 'ConfirmCorrection', of, closing('k1', 'c9'))).code, 'ALREADY_EXISTS');
});

test('an inspector\'s organisation cannot confirm its own correction under any role', async () => {
    const of = await carWithTypingError(9);
    await trade.record('inspector', of, kilometres('i1', '2024-02-01', 770_000));
    trade.day = '2024-03-20';
    await trade.submit('inspector', 'ProposeCorrection', of, proposal('c1', 'i1', 77_000));
    const failure = await trade.refusal('inspector', 'ConfirmCorrection', of, closing('k1', 'c1', { closes: { mspId: 'Org2MSP', entryId: 'c1' } }));
    assert.deepEqual([failure.code, failure.parameters], ['SECOND_ORGANISATION_NEEDED', { field: 'closing.closes.mspId' }]);
});

test('what was corrected once is corrected again only with another organisation, and the first correction holds until then', async () => {
    const of = await carWithTypingError(10);
    assert.equal((await propose(of, proposal('c1', 'r2', 63_420))).status, 'CONFIRMED');
    const second = await propose(of, proposal('c2', 'r2', 63_999));
    assert.deepEqual([second.status, second.verdict], ['PENDING', 'LOGICAL']);
    const codes = (await trade.judgement(of)).findings.map(({ code }) => code);
    assert.ok(codes.includes('CORRECTED') && codes.includes('CORRECTION_PENDING'));
    const noReading = await trade.refusal('garage', 'ProposeCorrection', of, proposal('c3', 'c1', 63_999));
    assert.equal(noReading.code, 'NOT_CORRECTABLE', 'a correction is not itself corrected');
    await trade.submit('authority', 'RejectCorrection', of, closing('k1', 'c2'));
    assert.equal((await trade.vehicle(of)).verdict, 'LOGICAL');
});

test('eight corrections of one organisation wait in a book, and those of others beside them', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(11));
    for (let n = 0; n < 9; n++) await trade.record('garage', of, kilometres(`r${n}`, `2023-01-0${n + 1}`, 1_000 + n));
    await trade.record('inspector', of, kilometres('i', '2023-02-01', 2_000));
    for (let n = 0; n < 8; n++) await propose(of, proposal(`c${n}`, `r${n}`, 1_100 + n));
    const failure = await trade.refusal('garage', 'ProposeCorrection', of, proposal('c8', 'r8', 1_108));
    assert.deepEqual([failure.code, failure.parameters], ['TOO_MANY_OPEN', { limit: 8 }]);
    await trade.record('garage', of, kilometres('last', '2023-03-01', 3_000));
    await trade.submit('inspector', 'ProposeCorrection', of, proposal('ci', 'i', 2_001));
    assert.equal((await trade.vehicle(of)).pendingCorrections, 9);
});

test('in a long book: first, inlined, beyond, in the middle of the series', async () => {
    trade.day = '2024-03-01';
    const of = await trade.register(vin(12));
    for (let from = 0; from < 400; from += 40) {
        await trade.done('garage', 'VehicleRecord:RecordEntries', JSON.stringify(Array.from({ length: 40 }, (_, n) => ({
            vin: of, ...kilometres(`r${from + n}`, new Date(Date.UTC(2012, 0, 1 + 7 * (from + n))).toISOString().slice(0, 10), 1_000 + 100 * (from + n)),
        }))));
    }
    trade.day = '2024-03-20';
    for (const n of [0, 61, 64, 200, 398]) {
        assert.equal((await propose(of, proposal(`c${n}`, `r${n}`, 900 + 100 * n))).status, 'PENDING');
        const confirmed = await trade.submit('inspector', 'ConfirmCorrection', of, closing(`k${n}`, `c${n}`));
        assert.equal(confirmed.verdict, 'LOGICAL');
    }
    const corrected = (await trade.judgement(of)).findings.filter(({ code }) => code === 'CORRECTED').map(({ readings }) => readings[0]);
    assert.deepEqual(corrected, [2, 63, 66, 202, 400]);
});
