// What a validation code of a committed transaction means for the call.
import { StatusCode, type Status } from '@hyperledger/fabric-gateway';
import { CarnetError, type CarnetErrorProperties } from './carnet-error.js';
import type { ClientCode } from './codes.js';
import type { Remedy } from './remedy.js';

interface Meaning { readonly code: ClientCode; readonly sentence: string; readonly remedy: Remedy; readonly retryable: boolean }

const CONFLICT = { remedy: 'propose again', retryable: true } as const;
const CHANGED = { code: 'CHAINCODE_CHANGED', sentence: 'The chaincode was upgraded while the transaction was on its way.', remedy: 'propose once more', retryable: true } as const;
const INVALID = { code: 'TRANSACTION_INVALID', remedy: 'none', retryable: false } as const;

/** The codes that a well-formed, rightly signed transaction can get on its own account (TxValidationCode of fabric-protos). */
const OWN_CODES: Readonly<Record<number, Meaning>> = {
    10: { code: 'ENDORSEMENT_POLICY_FAILURE', sentence: 'The endorsements did not satisfy the policy when the transaction was committed.', remedy: 'none', retryable: false },
    11: { code: 'MVCC_READ_CONFLICT', sentence: 'Another transaction changed what this one had read.', ...CONFLICT },
    12: { code: 'PHANTOM_READ_CONFLICT', sentence: 'Another transaction changed a range that this one had read.', ...CONFLICT },
    17: CHANGED,
    18: CHANGED,
    22: { sentence: 'The read/write set was refused (BAD_RWSET).', ...INVALID },
    23: { sentence: 'The chaincode wrote what it may not write (ILLEGAL_WRITESET).', ...INVALID },
    24: { sentence: 'The chaincode wrote what it may not write (INVALID_WRITESET).', ...INVALID },
    25: { sentence: 'The chaincode definition is not valid (INVALID_CHAINCODE).', ...INVALID },
    255: { sentence: 'The transaction was invalid for another reason (INVALID_OTHER_REASON).', ...INVALID },
};

/**
 * Every other code says that what the ledger holds first under our transaction id is not ours: each endorser learns the id before the
 * transaction is ordered, and can have the ordering service take another envelope under it first. Mostly ours is then a DUPLICATE_TXID
 * and never takes effect. But where both stand in one block, Fabric v3.1 compares ids among valid transactions only, finds ours VALID,
 * and still answers the stranger's code when asked, since its index gives the first transaction with the id (tried: the entry stood in
 * the book). So the outcome of ours is not certain, and only a request that names what it creates may simply be made again: if ours did
 * take effect, repeating it returns what exists.
 */
const TAKEN: Meaning = {
    code: 'DUPLICATE_TXID', sentence: 'The ledger holds another transaction under the id of this one.', remedy: 'propose again if idempotent', retryable: true,
};

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(StatusCode).map(([name, code]) => [code, name]));

export interface Verdict { readonly error: CarnetError; readonly remedy: Remedy }

/** @param status of a transaction that is not valid */
export function readValidation(status: Status, properties: CarnetErrorProperties = {}): Verdict {
    const meaning = OWN_CODES[status.code] ?? TAKEN;
    const error = new CarnetError(meaning.code, meaning.sentence, {
        ...properties,
        transactionId: status.transactionId,
        outcome: meaning === TAKEN ? 'unknown' : 'rejected',
        retryable: meaning.retryable,
        details: { ...properties.details, validationCode: NAMES.get(status.code) ?? String(status.code), blockNumber: status.blockNumber.toString() },
    });
    return { error, remedy: meaning.remedy };
}
