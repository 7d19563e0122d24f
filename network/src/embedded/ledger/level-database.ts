// The LevelDB of one ledger, opened with an error that says what to do where that fails.
import { ClassicLevel } from 'classic-level';
import { LedgerError } from './ledger-error.js';

export type LevelDatabase = ClassicLevel<Buffer, Buffer>;

export type Operation =
    | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
    | { readonly type: 'del'; readonly key: Buffer };

const CACHE_BYTES = 32 * 1024 * 1024;
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

/** @throws LedgerError LEDGER_IN_USE when another process has the folder open. */
export async function openLevel(folder: string): Promise<LevelDatabase> {
    const database = new ClassicLevel<Buffer, Buffer>(folder, {
        keyEncoding: 'buffer', valueEncoding: 'buffer', cacheSize: CACHE_BYTES, writeBufferSize: WRITE_BUFFER_BYTES,
    });
    try {
        await database.open();
    } catch (error) {
        if ((error as { cause?: { code?: string } }).cause?.code === 'LEVEL_LOCKED') {
            throw new LedgerError('LEDGER_IN_USE', `${folder} is open in another process: stop that network, or choose another folder`, { cause: error });
        }
        throw error;
    }
    return database;
}
