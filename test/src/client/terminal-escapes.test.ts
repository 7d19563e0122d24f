// What a peer, a file or another organisation says cannot act on the terminal of whoever reads it, nor make a line that nobody wrote.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Terminal } from '@carnet/client/dist/cli/command/command.js';
import { writeResult } from '@carnet/client/dist/cli/command/files.js';
import { parseOptions } from '@carnet/client/dist/cli/command/options.js';
import { jsonText, show } from '@carnet/client/dist/cli/command/output.js';
import { HASH_OPTION, requireSeen } from '@carnet/client/dist/cli/command/seen.js';
import { guarded } from '@carnet/client/dist/cli/command/terminal.js';
import { main as networkMain } from '@carnet/network/dist/cli/main.js';
import { writeState } from '@carnet/network/dist/folder.js';
import { newSettings } from '@carnet/network/dist/settings.js';
import { carnetCommand } from './command.js';

/** Escape sequences, C1 controls, direction overrides and isolates, separators of lines, what is not seen at all. */
const ACTING = [
    '\u001b[2J', '\u001b]0;title\u0007', '\u0000', '\b', '\r', '\u007f', '\u0085', '\u009b2J', '\u061c', '\u200b', '\u200e', '\u200f', '\u2028', '\u2029',
    '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\u2066', '\u2067', '\u2068', '\u2069', '\ufeff', '\u{e0041}',
];
const HOSTILE = `audit${ACTING.join('')}\nasked by  Org1MSP, CN=Chief`;
const ACTS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e00ff}]/u;

let folder: string;
before(() => { folder = mkdtempSync(join(tmpdir(), 'carnet-escapes-')); });
after(() => rmSync(folder, { recursive: true }));

/** Keeps all that reaches it. */
function recorder(): { readonly terminal: Terminal; readonly written: string[] } {
    const written: string[] = [];
    const keep = (text: string): void => { written.push(text); };
    return {
        written,
        terminal: { print: keep, note: keep, progress: keep, input: () => assert.fail(), ask: question => { keep(question); return Promise.resolve('yes'); } },
    };
}

test('nothing that acts on a terminal gets past the one place through which all is written', async () => {
    const { terminal, written } = recorder();
    const { print, note, progress, ask } = guarded(terminal);
    for (const say of [print, note, progress]) say?.(HOSTILE);
    await ask?.(HOSTILE, 'shown');
    assert.equal(written.length, 4);
    for (const text of written) assert.doesNotMatch(text, ACTS);
    // A state and a question are one line.
    assert.deepEqual(written.map(text => text.split('\n').length), [2, 2, 1, 1]);
    print('Élise, 王, עֵדוּת, क्‍ष, 👩‍🔧, 1 234 €');
    assert.equal(written.at(-1), 'Élise, 王, עֵדוּת, क्‍ष, 👩‍🔧, 1 234 €', 'what people write stays');
    assert.equal(guarded({ ...terminal, columns: 40 }).columns, 40);
    const { progress: none, ask: nobody } = guarded({ ...terminal, progress: undefined, ask: undefined });
    assert.deepEqual([none, nobody], [undefined, undefined]);
});

test('a line of a result, and of what somebody is asked to agree to, stays one line', async () => {
    const { terminal, written } = recorder();
    show(terminal, { json: false }, {}, () => [`why  ${HOSTILE}`, '']);
    const asked = { hash: 'a'.repeat(64), lines: () => [`why  ${HOSTILE}`], question: 'Give your share for this?', printedBy: 'carnet document review' };
    await requireSeen(asked, parseOptions([], HASH_OPTION, []), terminal);
    const [result, , seen, question] = written;
    for (const line of [result, seen]) assert.match(line ?? '', /^why {2}audit[^\n]*\?asked by {2}Org1MSP, CN=Chief$/);
    assert.deepEqual([written.length, question], [4, 'Give your share for this? Type yes: ']);
});

test('whoever is asked sees no text of another at the beginning of a line, however long it is', async () => {
    const { terminal, written } = recorder();
    const asked = (why: string) => ({ hash: 'a'.repeat(64), lines: () => [`why       ${why}`], question: 'Sign this?', printedBy: 'carnet document show' });
    const forged = 'asked by  Org1MSP, CN=Chief';
    for (const filler of [' ', '\u00a0', '.', '\u3000', '漢', 'é']) {
        for (let count = 20; count < 90; count++) {
            await requireSeen(asked(`${filler.repeat(count)}${forged}`), parseOptions([], HASH_OPTION, []), { ...terminal, columns: 40 });
            const shown = written.splice(0).slice(0, -1);
            assert.ok(shown.length > 1 && shown.slice(1).every(line => line.startsWith('    ')), shown.join('\n'));
            assert.ok(shown.every(line => line.length <= 40), shown.join('\n'));
            assert.equal(shown.map((line, place) => place === 0 ? line : line.slice(4)).join(''), `why       ${filler.repeat(count)}${forged}`);
        }
    }
});

test('JSON says the same to a program, and nothing to a terminal', async () => {
    const { terminal, written } = recorder();
    const result = { [HOSTILE]: [HOSTILE, { title: HOSTILE }] };
    show(terminal, { json: true }, result, () => assert.fail());
    await writeResult('-', JSON.stringify(result), terminal);
    for (const text of [...written, jsonText(result)]) {
        assert.doesNotMatch(text, ACTS);
        assert.deepEqual(JSON.parse(text), result);
    }
});

test('refusals and wrong calls say what was given, and do nothing with it', async () => {
    const plain = join(folder, `plan${HOSTILE.replaceAll('\u0000', '')}.json`);
    for (const args of [
        ['vehicle', 'check', HOSTILE], [HOSTILE], ['vin', 'check', 'A', HOSTILE], ['vin', 'check', 'A', `--${HOSTILE}`], ['vehicle', 'judge', plain], ['keys', 'show', plain],
    ]) {
        for (const json of [[], ['--json']]) {
            const { status, out, err } = await carnetCommand([...args, ...json]);
            assert.notEqual(status, 0);
            assert.doesNotMatch(out + err, ACTS, args.join(' '));
            assert.ok(!`${out}\n${err}`.split('\n').some(line => line.startsWith('asked by')), err);
        }
    }
});

test('the log of a network is shown without what others wrote into it for the terminal', async () => {
    const dir = join(folder, 'network');
    writeState(dir, { format: 1, settings: newSettings({ engine: 'embedded', portOffset: 13_000 }), chaincodes: [] });
    mkdirSync(join(dir, 'logs'), { recursive: true });
    writeFileSync(join(dir, 'logs', 'peer0.log'), `\u001b[34m2026-01-01 INFO\u001b[0m endorsed\t${HOSTILE}\n`);
    const written: string[] = [];
    const terminal = { print: (line: string) => written.push(line), note: (line: string) => written.push(line) };
    assert.equal(await networkMain(['logs', 'peer0', '--dir', dir], terminal), 0);
    assert.match(written.join('\n'), /^2026-01-01 INFO endorsed\taudit/);
    assert.equal(await networkMain(['logs', HOSTILE, '--dir', dir], terminal), 1);
    assert.equal(await networkMain([HOSTILE], terminal), 2);
    assert.doesNotMatch(written.join('\n').replaceAll('\t', ''), /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
});
