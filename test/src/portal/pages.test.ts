// What the pages show, and that nothing in a book can become markup.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '@carnet/client/report';
import { html, languageOf, reportPage, speechIn } from '@carnet/portal';
import { bookOf, cleanCar, reportOf, rolledBackCar, type Car } from './cars.js';
import { proved } from './running.js';

function pageOf(car: Car, language: Language): string {
    return reportPage({ ...proved(car), path: '/r/token', origin: 'https://portal.example', expires: '2024-06-17' }, speechIn(language));
}

test('a value in a template is escaped, also in an attribute; only markup is not', () => {
    assert.equal(html`<p title="${'"><script>'}">${'<b>&\'`'}${html`<i>${1}</i>`}${[html`<br>`, 'x<']}${undefined}${false}</p>`.toString(),
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;&#96;<i>1</i><br>x&lt;</p>');
});

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'`&';

test('hostile text in every field of car and entries stays text', () => {
    const entries = bookOf('VF1JM0D0641234567', [
        { type: 'SERVICE', date: '2019-03-04', mspId: HOSTILE, source: 'dealer', work: [HOSTILE], publicNote: HOSTILE,
            odometer: { value: 1, unit: 'km', status: 'READ', method: 'DASH' } },
        { type: 'INSPECTION', date: HOSTILE, inspection: { nature: HOSTILE, result: 'FAILED', defects: [{ code: HOSTILE, severity: 'MAJOR' }] } },
        { type: 'CORRECTION_PROPOSED', date: '2019-03-05', mspId: HOSTILE, entryId: 'c', refs: { corrects: 'entry-1' }, correction: { value: 2, unit: 'km' }, publicNote: HOSTILE },
        { type: 'RECALL_OPENED', date: HOSTILE, refs: { recall: HOSTILE } },
        { type: 'DISPUTE_OPENED', date: '2019-04-01', publicNote: HOSTILE, refs: { disputes: { mspId: HOSTILE, entryId: 'entry-1' } } },
        { type: 'EXPERT_REPORT', date: '2019-04-02', work: [HOSTILE] },
        { type: 'IMPORTED', date: '2019-04-02', imported: { country: HOSTILE } },
    ]);
    const report = reportOf(entries, { make: HOSTILE, model: HOSTILE, vin: HOSTILE, headHash: HOSTILE, imported: true, openRecalls: [HOSTILE] },
        { findings: [{ code: HOSTILE, severity: 'INFO', readings: [1] }] }, '2024-06-10T09:30:00.000Z');
    for (const language of ['en', 'fr'] as const) {
        const page = pageOf({ entries, report }, language);
        assert.ok(page.includes('&lt;script&gt;alert(1)'));
        // Inside the quotes of an attribute any text is harmless, and none can end it.
        assert.doesNotMatch(page.replaceAll(/"[^"]*"/g, '""'), /<script|<img|<[^>]*\sonerror=/i);
        assert.doesNotMatch(page, /\sstyle=|javascript:/i);
    }
});

test('the page needs nothing from elsewhere: no script, no style in the markup, no address but its own', () => {
    for (const page of [pageOf(cleanCar(), 'en'), pageOf(rolledBackCar(), 'fr')]) {
        assert.doesNotMatch(page, /<script|<style|\sstyle=|\son\w+=/i);
        const addresses = [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address ?? '');
        assert.ok(addresses.every(address => /^(?:\/(?!\/)|#|data:,)/.test(address)), addresses.join(' '));
    }
});

test('a turned-back car in English: verdict, advice, correction with both organisations, dispute, recall, gap, chart, last six', () => {
    const page = pageOf(rolledBackCar(), 'en');
    for (const text of [
        'The odometer reading is not credible', 'Assume that the car has driven more', '<del>771,340\u00a0km</del>',
        'Correction to 77,340\u00a0km proposed by Inspections (Org1MSP) on 10\u00a0Jan\u00a02018, confirmed by Garage (Org2MSP) on 12\u00a0Jan\u00a02018. “A digit was typed twice”',
        'Not resolved yet.', 'Not repaired yet', '36 months between two readings', '31,200\u00a0mi', '50,212\u00a0km', '418273',
        '<title id="chart-title">', 'A later reading is lower than this one', 'Import', 'GB',
    ]) assert.ok(page.includes(text), text);
});

test('a corrected last reading is shown as it counts, since the buyer compares it with the dashboard', () => {
    const entries = bookOf('VF1JM0D0641234567', [
        { type: 'TYRES', date: '2024-06-01', odometer: { value: 48_210, unit: 'km', status: 'READ', method: 'DASH' } },
        { type: 'CORRECTION_PROPOSED', date: '2024-06-02', entryId: 'c', refs: { corrects: 'entry-1' }, correction: { value: 98_210, unit: 'km' } },
        { type: 'CORRECTION_CONFIRMED', date: '2024-06-02', refs: { closes: { mspId: 'Org2MSP', entryId: 'c' } } },
    ]);
    const page = pageOf({ entries, report: reportOf(entries, {}, {}, '2024-06-10T09:30:00.000Z') }, 'en');
    assert.match(page, /Last reading<\/dt><dd>98,210\u00a0km, 1\u00a0June\u00a02024</);
    assert.doesNotMatch(page, /may be among them/);
});

test('where readings may be withheld, a gap says so, and a dispute names the entry or says that it is withheld', () => {
    const all = bookOf('VF1JM0D0641234567', [
        { type: 'READING', date: '2019-06-01', odometer: { value: 9_000, unit: 'km', status: 'READ', method: 'DASH' } },
        { type: 'IMPORTED', date: '2019-06-02', imported: { country: 'GB' } },
        { type: 'DISPUTE_OPENED', date: '2019-06-03', refs: { disputes: { mspId: 'Org2MSP', entryId: 'entry-1' } } },
        { type: 'DISPUTE_OPENED', date: '2019-06-04', refs: { disputes: { mspId: 'Org2MSP', entryId: 'entry-2' } } },
    ]);
    const page = pageOf({ entries: all.slice(1), report: reportOf(all, { openDisputes: 2 }, {}, '2019-12-10T09:30:00.000Z') }, 'en');
    assert.match(page, /Entries are withheld: a reading of that time may be among them\./);
    assert.match(page, /disputes an entry that is withheld of Garage/);
    assert.match(page, /disputes entry 2 of Garage/);
});

test('a clean car in French', () => {
    const page = pageOf(cleanCar(), 'fr');
    for (const text of ['<html lang="fr">', 'Les relevés sont cohérents', '93\u202f320\u00a0km', '14\u00a0mars\u00a02024', '1.1.13.a.1 (majeure)', 'Télécharger le certificat']) {
        assert.ok(page.includes(text), text);
    }
    assert.ok(!page.includes('Contestations'));
});

test('a finding on many readings is one line that lists twelve days', () => {
    const entries = bookOf('VF1JM0D0641234567', Array.from({ length: 15 }, (_, index) => (
        { type: 'READING', date: `2020-01-${String(index + 10)}`, source: 'dealer', odometer: { value: index, unit: 'km', status: 'READ', method: 'DASH' } } as const
    )));
    const findings = entries.map(({ sequence }) => ({ code: 'LATE_ENTRY', severity: 'INFO', readings: [sequence] }) as const);
    const page = pageOf({ entries, report: reportOf(entries, {}, { findings }, '2020-06-01T00:00:00.000Z') }, 'en');
    assert.equal(page.split('class="info"').length, 2);
    assert.ok(page.includes('21\u00a0Jan\u00a02020 and 3 more'));
});

test('entries that are withheld are counted on the page', () => {
    const { report, entries } = rolledBackCar();
    const page = pageOf({ report, entries: entries.slice(0, 12) }, 'en');
    assert.ok(page.includes('1 entry of the book is withheld.'));
});

test('the language is what the address asks for, else what the visitor prefers, else English', () => {
    for (const [asked, header, language] of [
        ['fr', 'en', 'fr'], [null, 'fr-CH, fr;q=0.9, en;q=0.8', 'fr'], [null, 'de, en;q=0.5, fr;q=0.7', 'fr'], [null, 'fr;q=0, en', 'en'],
        ['xx', 'fr', 'fr'], [null, undefined, 'en'], [null, 'de', 'en'], ['', ';;q=,', 'en'],
    ] as const) assert.equal(languageOf(asked, header), language, `${asked} ${header}`);
});
