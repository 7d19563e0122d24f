// The parts of a ledger that a simulation reads.
import type { BlockFile } from './block-file.js';
import type { CommittedState } from './committed-state.js';
import type { LedgerOptions } from './ledger.js';
import type { LevelDatabase } from './level-database.js';

/** What a simulator needs of its ledger. */
export interface SimulationSource {
    readonly state: CommittedState;
    readonly database: LevelDatabase;
    readonly blocks: BlockFile;
    readonly collection: LedgerOptions['collection'];
    readonly totalQueryLimit: number;
}
