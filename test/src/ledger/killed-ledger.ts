// A chain in which every kind of write occurs; as a program, a process that kills itself in the middle of a commit of it.
import { openLedger } from '@carnet/network/dist/embedded/ledger/open-ledger.js';
import type { CommitStep } from '@carnet/network/dist/embedded/ledger/ledger.js';
import { bytes, CC, Chain, ledgerOptions, text, type Work } from './chain.js';

export const LAST_BLOCK = 8;

/** The transactions of block `number`, all on the state of the block before. */
function works(number: number): Work[] {
    return [
        async simulator => {
            const last = Number(text(await simulator.getState(CC, 'counter')) ?? '0');
            await simulator.setState(CC, 'counter', bytes(String(last + number)));
        },
        async simulator => {
            await simulator.getState(CC, 'counter'); // always a conflict
            await simulator.setState(CC, 'lost', bytes('x'));
        },
        simulator => number === 3 ? simulator.deleteState(CC, 'k2') : simulator.setState(CC, `k${number}`, bytes(`v${number}`)),
        simulator => simulator.setStateMetadata(CC, 'counter', 'm', bytes(String(number))),
        simulator => simulator.setPrivateData(CC, 'mine', `p${number % 3}`, bytes(`private ${number}`)),
        simulator => number % 4 === 0 ? simulator.setPrivateData(CC, 'brief', 'k', bytes(`brief ${number}`)) : Promise.resolve(),
        simulator => number === 5 ? simulator.purgePrivateData(CC, 'mine', 'p1') : Promise.resolve(),
    ];
}

/** Commits what is missing up to and including block `last`. */
export async function commitUpTo(chain: Chain, last: number): Promise<void> {
    for (let number = Number(chain.ledger.height()); number <= last; number++) {
        const endorsed = [];
        for (const [index, work] of works(number).entries()) endorsed.push(await chain.endorse(work, index === 0 ? `tx${number}` : `tx${number}.${index}`));
        await chain.commit(endorsed);
    }
}

async function untilKilled([dir = '', step, block = '0']: readonly string[]): Promise<void> {
    const atStep = (reached: CommitStep, blockNumber: bigint): void => {
        if (reached === step && blockNumber === BigInt(block)) process.kill(process.pid, 'SIGKILL');
    };
    const ledger = await openLedger({ ...ledgerOptions(dir), atStep });
    await commitUpTo(await Chain.over(ledger, dir), LAST_BLOCK);
}

if (process.argv[1] === import.meta.filename) void untilKilled(process.argv.slice(2));
