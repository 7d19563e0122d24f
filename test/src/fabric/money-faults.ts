// One schedule of faults under the money campaign, and what must hold afterwards: on both peers, at every block.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortOffset } from '@carnet/network';
import { Dice } from '../chaincode/dice.js';
import { MoneyNetwork } from '../integration/money.js';
import { chainOf } from '../reconciliation/committed-blocks.js';
import { reconcile, type Reconciled } from '../reconciliation/reconcile.js';
import { MoneyCampaign, type CampaignSize } from './money-campaign.js';
import { NodeFaults, type Fault } from './node-faults.js';
import { Raft } from './raft.js';
import type { RecordedCalls } from './recorded-calls.js';

export interface Schedule {
    readonly seed: number;
    readonly faults: readonly Fault[];
    readonly size: CampaignSize;
    readonly note?: (line: string) => void;
}

export interface FaultReport {
    readonly payers: number;
    readonly blocks: number;
    readonly succeeded: number;
    readonly refused: number;
    readonly unknown: number;
    /** Paying clients that were killed. */
    readonly kills: number;
    /** Calls that froze single coins. */
    readonly coinFreezes: number;
    /** Transactions that journals settled, of killed clients and of calls that ended without knowing. */
    readonly resumed: number;
    /** By fault: milliseconds until the killed processes answered again, and the longest time in which no call succeeded. */
    readonly outages: readonly { readonly fault: Fault; readonly backMs: number; readonly outageMs: number }[];
    /** Transactions by their validation code. */
    readonly validation: Readonly<Record<number, number>>;
    /** Failures of calls by their code, those that were made again too. */
    readonly codes: Readonly<Record<string, number>>;
}

/** Milliseconds in which calls must succeed again once the processes that were killed answer. */
const LONGEST_OUTAGE = 60_000;

/** What clients were told is what stands on the ledger. */
function requireTold(calls: RecordedCalls, { book, valid }: Reconciled, programmeId: string): void {
    for (const { kind, id } of calls.succeeded) {
        assert.ok(book.payments.has(programmeId, kind, id), `${kind} ${id} was reported as done, and is not on the ledger`);
    }
    for (const { kind, id } of calls.refused) {
        assert.ok(!book.payments.has(programmeId, kind, id), `${kind} ${id} was refused for certain, and is on the ledger`);
    }
    for (const id of calls.valid) assert.ok(valid.has(id), `transaction ${id} was called valid, and is not`);
    for (const id of calls.invalid) assert.ok(!valid.has(id), `transaction ${id} was called invalid, and is valid`);
}

/** The longest time without a success that begins before processes were killed or while they were gone. */
function outage(times: readonly number[], from: number, until: number): number {
    const sorted = [...times].sort((a, b) => a - b);
    const inside = [...sorted.filter(time => time <= from).slice(-1), ...sorted.filter(time => time > from)];
    let longest = 0;
    for (const [place, time] of inside.entries()) {
        const next = inside[place + 1];
        if (time > until || next === undefined) break;
        longest = Math.max(longest, next - time);
    }
    return longest;
}

/** @throws Discrepancy, AssertionError; any error that no fault explains */
export async function runSchedule({ seed, faults, size, note = () => undefined }: Schedule): Promise<FaultReport> {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-faults-'));
    const portOffset = await freePortOffset();
    const money = await MoneyNetwork.start({ engine: 'fabric', orderers: 3, portOffset });
    const stop = new AbortController();
    try {
        const { network } = money.own;
        const campaign = await MoneyCampaign.prepare(money, folder, seed, size);
        const { calls, programmeId } = campaign;
        note(`${campaign.payers} payers`);
        const nodes = new NodeFaults(network, new Raft(network, portOffset));
        const running = campaign.run(stop.signal);
        const dice = new Dice(seed);
        const striking = (async () => {
            for (const fault of faults) {
                await sleep(2_500 + dice.below(1_500));
                const { at, backAt } = await nodes.strike(fault, dice.below(1_500));
                note(`${fault}: there again after ${backAt - at} ms`);
                // Until calls succeed again, so that each outage is seen for itself.
                const isBack = (): boolean => calls.times.filter(time => time > backAt).length >= 5;
                for (const end = Date.now() + LONGEST_OUTAGE; Date.now() < end && !isBack();) await sleep(100);
                assert.ok(isBack(), `no calls succeed ${LONGEST_OUTAGE} ms after ${fault} was there again`);
            }
            await sleep(2_000);
        })();
        await Promise.race([striking, running]);
        calls.end();
        stop.abort();
        await Promise.all([striking, running]);
        await campaign.settle();

        const { blockNumber } = await money.issuer.carnet.submit('PolicyWallet', 'PauseProgramme', [programmeId], { idempotent: true });
        const reconciled = await reconcile([chainOf(network, 'org1', blockNumber), chainOf(network, 'org2', blockNumber)]);
        requireTold(calls, reconciled, programmeId);
        const { book } = reconciled;
        const { issued, redeemed, burned } = book.sumsOf(programmeId);
        for (const carnet of campaign.auditors) {
            const audit = await carnet.programmes.audit(programmeId);
            const ours = { coins: book.coins.sumOf(programmeId), issued, redeemed, burned };
            for (const [name, sum] of Object.entries(ours)) assert.equal(audit[name as keyof typeof ours], String(sum), name);
        }
        return {
            payers: campaign.payers, blocks: reconciled.blocks,
            succeeded: calls.succeeded.length, refused: calls.refused.length, unknown: calls.unknown.length,
            kills: campaign.kills, coinFreezes: campaign.coinFreezes, resumed: campaign.resumed,
            outages: nodes.struck.map(({ fault, at, backAt }) => ({ fault, backMs: backAt - at, outageMs: outage(calls.times, at, backAt) })),
            validation: Object.fromEntries(reconciled.codes), codes: Object.fromEntries(calls.codes),
        };
    } finally {
        stop.abort();
        await money.stop();
        rmSync(folder, { recursive: true, force: true });
    }
}
