// A passphrase that is typed: nothing of it is shown, also where somebody types at once when he is asked.
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { processTerminal } from '@carnet/client/dist/cli/command/terminal.js';

const { stdin, stderr } = process;
const undo: (() => void)[] = [];
afterEach(() => {
    mock.restoreAll();
    for (const one of undo.splice(0)) one();
});

function setFor(stream: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(stream, name);
    Object.defineProperty(stream, name, { value, configurable: true });
    undo.push(() => {
        if (before === undefined) Reflect.deleteProperty(stream, name);
        else Object.defineProperty(stream, name, before);
    });
}

test('the echo of the keyboard is off before a passphrase is asked for, and on again afterwards', async () => {
    // As of a terminal: what is told to the keyboard, and what is shown, in their order.
    const seen: string[] = [];
    for (const stream of [stdin, stderr]) setFor(stream, 'isTTY', true);
    setFor(stdin, 'setRawMode', (raw: boolean) => { seen.push(raw ? 'echo off' : 'echo on'); });
    mock.method(stderr, 'write', (text: string) => {
        seen.push(text);
        return true;
    });
    undo.push(() => { stdin.pause(); });
    const answer = processTerminal().ask?.('Passphrase of a.key: ', 'secret');
    stdin.emit('data', Buffer.from('correct horse\r'));
    assert.equal(await answer, 'correct horse');
    assert.deepEqual(seen, ['echo off', 'Passphrase of a.key: ', 'echo on', '\n']);
});
