// What a peer checks of a proposal before any chaincode sees it: the same on both engines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { atTime, errorTexts, ProbeClient } from '../probe.js';
import { sharedProbes } from '../test-network.js';

let org1: ProbeClient;

before(async () => {
    const { network } = await sharedProbes.use();
    org1 = new ProbeClient(network.environment('org1', 'User1'));
});
after(async () => {
    org1.close();
    await sharedProbes.letGo();
});

/** Asks for the transaction's own time with a proposal that claims to be made `minutes` from now; it is signed as it stands. */
async function evaluateAt(minutes: number): Promise<unknown[]> {
    const proposal = org1.contract.newProposal('run', { arguments: [JSON.stringify([['timestamp']])] });
    const answer = await atTime(org1.gateway, proposal, Date.now() + minutes * 60_000).evaluate();
    return JSON.parse(Buffer.from(answer).toString('utf8')) as unknown[];
}

test('9.2 within 15 minutes of the peer\'s clock the client chooses the time of its transaction, beyond them it is refused', async () => {
    for (const minutes of [-14, 14]) {
        const [time] = await evaluateAt(minutes) as [string];
        assert.ok(Math.abs(Date.parse(time) - Date.now() - minutes * 60_000) < 60_000, `${minutes} min: ${time}`);
    }
    for (const minutes of [-16, 16]) {
        await assert.rejects(evaluateAt(minutes), error => {
            assert.match(errorTexts(error), /is outside the acceptable time window|request unauthorized due to incorrect timestamp/, `${minutes} min`);
            return true;
        });
    }
});
