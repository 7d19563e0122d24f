// Runs a list of transactions through the chaincode in a process of its own and prints everything it did, for comparison.
// usage: node replay.js <transactions.json>, with the clock shifted by CARNET_TEST_CLOCK_SHIFT_MS
import { readFileSync } from 'node:fs';
import { StubLedger, type Call } from './stub-ledger.js';

function shiftClock(milliseconds: number): void {
    const now = Date.now.bind(Date);
    Date.now = () => now() + milliseconds;
}

async function main(): Promise<void> {
    shiftClock(Number(process.env['CARNET_TEST_CLOCK_SHIFT_MS'] ?? '0'));
    const [, , file = ''] = process.argv;
    const calls = JSON.parse(readFileSync(file, 'utf8')) as Call[];
    const ledger = new StubLedger();
    for (const [index, call] of calls.entries()) {
        process.stdout.write(`${JSON.stringify({ index, name: call.args[0], ...await ledger.invoke(call) })}\n`);
    }
}

// fabric-shim takes over unhandled errors and would end with status 0.
main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
