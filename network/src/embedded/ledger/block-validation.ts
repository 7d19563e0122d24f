// Gives each transaction of a block its code, and gathers what the valid ones change (txmgmt/validation/validator.go).
import { common, peer } from '@hyperledger/fabric-protos';
import type { BlockTransaction } from './block-transaction.js';
import type { CommittedState } from './committed-state.js';
import { conflict } from './conflict-validation.js';
import { LedgerError } from './ledger-error.js';
import { UpdateBatch } from './update-batch.js';
import { applyWrites } from './write-application.js';

const Code = peer.TxValidationCode;

/** Faults of form and signature: they are found before a transaction id is looked up, all others after it. */
const BEFORE_DUPLICATES: ReadonlySet<number> = new Set([
    Code.NIL_ENVELOPE, Code.BAD_PAYLOAD, Code.BAD_COMMON_HEADER, Code.BAD_CREATOR_SIGNATURE, Code.INVALID_ENDORSER_TRANSACTION,
    Code.INVALID_CONFIG_TRANSACTION, Code.UNSUPPORTED_TX_PAYLOAD, Code.BAD_PROPOSAL_TXID, Code.TARGET_CHAIN_NOT_FOUND, Code.UNKNOWN_TX_TYPE,
]);

/** Where the channel's configuration is kept: no chaincode has the empty namespace. */
const CONFIG_KEY = { namespace: '', key: 'CHANNEL_CONFIG_ENV_BYTES' } as const;

export interface ValidatedBlock { readonly codes: readonly number[]; readonly batch: UpdateBatch }

/** @param isKnown whether an earlier block has this transaction id, valid or not. */
export async function validateBlock(
    blockNum: number, transactions: readonly BlockTransaction[], checked: readonly number[],
    isKnown: (txId: string) => boolean, state: CommittedState,
): Promise<ValidatedBlock> {
    if (checked.length !== transactions.length) {
        throw new LedgerError('CHECKER_MISMATCH', `block ${blockNum} has ${transactions.length} transactions, and the checker judged ${checked.length}`);
    }
    const codes = transactions.map((transaction, index) => formCode(transaction, checked[index] ?? Code.NOT_VALIDATED, isKnown));
    markDuplicates(transactions, codes);
    const batch = new UpdateBatch();
    for (const [txNum, transaction] of transactions.entries()) {
        if (codes[txNum] !== Code.VALID) continue;
        const code = transaction.readWriteSet ? await conflict(transaction.readWriteSet, batch, state) : Code.VALID;
        codes[txNum] = code;
        if (code === Code.VALID) apply(transaction, blockNum, txNum, batch, state);
    }
    return { codes, batch };
}

/** The changes of a block whose codes are known: for a state that lags behind the block file. */
export function replayBlock(
    blockNum: number, transactions: readonly BlockTransaction[], codes: readonly number[], state: CommittedState,
): UpdateBatch {
    const batch = new UpdateBatch();
    for (const [txNum, transaction] of transactions.entries()) {
        if (codes[txNum] === Code.VALID) apply(transaction, blockNum, txNum, batch, state);
    }
    return batch;
}

function formCode(transaction: BlockTransaction, checked: number, isKnown: (txId: string) => boolean): number {
    const { type, txId, problem } = transaction;
    if (BEFORE_DUPLICATES.has(checked)) return checked;
    const isEndorsed = type === common.HeaderType.ENDORSER_TRANSACTION;
    if (isEndorsed && isKnown(txId)) return Code.DUPLICATE_TXID;
    if (checked !== Code.VALID && checked !== Code.NOT_VALIDATED) return checked;
    if (problem !== undefined) return problem;
    return isEndorsed || type === common.HeaderType.CONFIG ? Code.VALID : Code.UNKNOWN_TX_TYPE;
}

// Only among those that are valid so far: a forged copy with an unsatisfied policy does not take the id from the true one of its block.
function markDuplicates(transactions: readonly BlockTransaction[], codes: number[]): void {
    const seen = new Set<string>();
    for (const [txNum, { txId, readWriteSet }] of transactions.entries()) {
        if (codes[txNum] !== Code.VALID || !readWriteSet || txId === '') continue;
        if (seen.has(txId)) codes[txNum] = Code.DUPLICATE_TXID;
        seen.add(txId);
    }
}

function apply(transaction: BlockTransaction, blockNum: number, txNum: number, batch: UpdateBatch, state: CommittedState): void {
    const version = { blockNum, txNum };
    if (transaction.readWriteSet) applyWrites(transaction.readWriteSet, version, batch, state);
    const { config } = transaction;
    if (config && config.length > 0) batch.set(CONFIG_KEY.namespace, CONFIG_KEY.key, { value: config, metadata: undefined, version });
}
