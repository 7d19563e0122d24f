// Starts a payer in a process of its own, kills it in the midst of its payments, and reads what it had been told until then.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PayerLine, PayerSettings } from './payer-process.js';
import type { RecordedCalls } from './recorded-calls.js';

/** A line that was not written to its end was not said. */
function linesOf(output: string): PayerLine[] {
    return output.split('\n').slice(0, -1).map(line => JSON.parse(line) as PayerLine);
}

/** @param milliseconds after its first payment until it is killed; sooner where `stop` says so @throws Error where it ended by itself */
export async function killPayer(settings: PayerSettings, milliseconds: number, stop: AbortSignal, calls: RecordedCalls): Promise<void> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'payer-process.js'), JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => { output += bytes.toString('utf8'); });
    const ended = new Promise<NodeJS.Signals | null>(resolve => child.once('close', (_status, signal) => { resolve(signal); }));
    const begun = new Promise<void>(resolve => child.stdout.once('data', () => { resolve(); }));
    const stopped = new Promise<void>(resolve => { stop.addEventListener('abort', () => { resolve(); }, { once: true }); });
    await Promise.race([begun.then(() => sleep(milliseconds)), ended, stopped]);
    child.kill('SIGKILL');
    if (await ended !== 'SIGKILL') throw new Error('the payer ended before it was killed');
    for (const { outcome, paymentId, transactionId } of linesOf(output)) {
        if (outcome === 'committed') calls.succeeded.push({ kind: 'PAYMENT', id: paymentId });
        if (outcome === 'rejected') calls.refused.push({ kind: 'PAYMENT', id: paymentId });
        if (outcome === 'unknown') calls.unknown.push({ kind: 'PAYMENT', id: paymentId });
        if (transactionId === undefined || outcome === 'unknown') continue;
        (outcome === 'committed' ? calls.valid : calls.invalid).add(transactionId);
    }
}
