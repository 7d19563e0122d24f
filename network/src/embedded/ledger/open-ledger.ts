// Opens a peer's ledger in its folder: `state` is LevelDB, `blocks` the file of all blocks.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockFile } from './block-file.js';
import { CommittedState } from './committed-state.js';
import { EmbeddedLedger } from './embedded-ledger.js';
import { LedgerError } from './ledger-error.js';
import type { Ledger, LedgerOptions } from './ledger.js';
import { openLevel, type LevelDatabase } from './level-database.js';
import { recover } from './recovery.js';
import { identityKey } from './state-keys.js';

/** Raised when what lies in the folder changes its shape. */
const FORMAT = 'carnet ledger 1';

/**
 * Opens the ledger, or makes an empty one whose first block is still to be committed. After a crash it is brought to its last whole block.
 * @throws LedgerError LEDGER_IN_USE, LEDGER_FOREIGN, STATE_AHEAD_OF_BLOCKS.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
    await mkdir(options.dir, { recursive: true });
    const database = await openLevel(join(options.dir, 'state'));
    let blocks: BlockFile | undefined;
    try {
        await requireOurs(database, options);
        blocks = await BlockFile.open(join(options.dir, 'blocks'));
        const state = await CommittedState.open(database);
        return new EmbeddedLedger(options, { database, blocks, state }, await recover(database, blocks, state));
    } catch (error) {
        await blocks?.close();
        await database.close();
        throw error;
    }
}

async function requireOurs(database: LevelDatabase, { dir, channelId }: LedgerOptions): Promise<void> {
    const ours = `${FORMAT} of channel ${channelId}`;
    const found = (await database.get(identityKey))?.toString('utf8');
    if (found === undefined) await database.put(identityKey, Buffer.from(ours, 'utf8'), { sync: true });
    else if (found !== ours) {
        throw new LedgerError('LEDGER_FOREIGN', `${dir} holds "${found}", and "${ours}" is wanted: choose another folder, or remove this one`);
    }
}
