// Money cases L01 and L03: the clock of an endorser, at the limit that a peer has unless it is told otherwise.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RpcError } from '@carnet/network/dist/embedded/grpc/rpc-error.js';
import { refusalIn, Trade } from '../chaincode/trade.js';

let trade: Trade;
before(async () => {
    delete process.env['CARNET_CLOCK_SKEW_SECONDS'];
    trade = await Trade.founded();
});
after(async () => { await trade.close(); });

const MINUTE = 60_000;

/** Said by the peer before any chaincode is asked. */
const TIME_WINDOW = /peer\.authentication\.timewindow 15m0s/;

async function codeAt(milliseconds: number): Promise<string> {
    const call = trade.submitWith(trade.admin('org1'), { timestampMs: Date.now() + milliseconds }, 'PolicyWallet:PauseProgramme', 'none');
    return call.then(() => 'done', (error: unknown) => error instanceof RpcError && TIME_WINDOW.test(error.endpoints[0]?.message ?? '') ? 'TIME_WINDOW' : refusalIn(error).code);
}

test('L01: a proposal 16 minutes old, or ahead, is refused by whoever should endorse it', async () => {
    assert.deepEqual([await codeAt(-16 * MINUTE), await codeAt(16 * MINUTE)], ['TIME_WINDOW', 'TIME_WINDOW']);
});

test('L03: outside of 120 s it is refused and not moved to the edge; inside it is looked at', async () => {
    assert.deepEqual([await codeAt(-130_000), await codeAt(130_000)], ['CLOCK_SKEW', 'CLOCK_SKEW']);
    for (const milliseconds of [-100_000, 100_000]) assert.notEqual(await codeAt(milliseconds), 'CLOCK_SKEW');
});
