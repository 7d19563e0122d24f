// One envelope of a block, read once for all who need it: validation, state, history.
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeReadWriteSet, type NamespaceReadWriteSet } from './read-write-set.js';
import { sha256 } from './sha256.js';

// Taken out once: the package's indexes are getters, dear in a loop.
const { ChannelHeader, Envelope, Payload, SignatureHeader } = common;
const { ChaincodeAction, ChaincodeActionPayload, ProposalResponsePayload, Transaction } = peer;
const { CONFIG, ENDORSER_TRANSACTION } = common.HeaderType;
const { BAD_PAYLOAD, INVALID_OTHER_REASON, NIL_TXACTION } = peer.TxValidationCode;

export interface BlockTransaction {
    /** Of the channel header, or computed from nonce and creator where that is empty; '' for an envelope that cannot be read. */
    readonly txId: string;
    /** common.HeaderType; -1 for an envelope that cannot be read. */
    readonly type: number;
    readonly timestamp: { readonly seconds: number; readonly nanos: number };
    /** Of an endorser transaction. */
    readonly readWriteSet?: readonly NamespaceReadWriteSet[];
    /** The configuration that a CONFIG transaction carries. */
    readonly config?: Uint8Array;
    /** Why the ledger cannot use it, whatever the block checker says. */
    readonly problem?: number;
}

// Two peers of one process commit the same bytes, and history reads them again: an envelope is never parsed twice while it lives.
const parsed = new WeakMap<Uint8Array, BlockTransaction>();

/** Never throws: what cannot be read has a `problem`. */
export function blockTransaction(envelope: Uint8Array): BlockTransaction {
    let transaction = parsed.get(envelope);
    if (!transaction) parsed.set(envelope, transaction = parse(envelope));
    return transaction;
}

function parse(envelope: Uint8Array): BlockTransaction {
    const header = attempt(() => {
        const payload = Payload.deserializeBinary(Envelope.deserializeBinary(envelope).getPayload_asU8());
        const channelHeader = ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array());
        return { payload, channelHeader, txId: channelHeader.getTxId() || computedTxId(payload) };
    });
    if (!header) return { txId: '', type: -1, timestamp: { seconds: 0, nanos: 0 }, problem: BAD_PAYLOAD };
    const { payload, channelHeader, txId } = header;
    const type: number = channelHeader.getType();
    const sent = channelHeader.getTimestamp();
    const timestamp = { seconds: sent?.getSeconds() ?? 0, nanos: sent?.getNanos() ?? 0 };
    if (type !== ENDORSER_TRANSACTION) {
        return { txId, type, timestamp, ...type === CONFIG && { config: payload.getData_asU8() } };
    }
    const results = attempt(() => endorsedResults(payload.getData_asU8()));
    if (!results) return { txId, type, timestamp, problem: NIL_TXACTION };
    const readWriteSet = attempt(() => decodeReadWriteSet(results));
    return readWriteSet ? { txId, type, timestamp, readWriteSet } : { txId, type, timestamp, problem: INVALID_OTHER_REASON };
}

function computedTxId(payload: common.Payload): string {
    const header = SignatureHeader.deserializeBinary(payload.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array());
    return sha256(header.getNonce_asU8(), header.getCreator_asU8()).toString('hex');
}

/** The serialised read/write set inside a transaction; undefined where a layer is missing. */
function endorsedResults(data: Uint8Array): Uint8Array | undefined {
    const [action] = Transaction.deserializeBinary(data).getActionsList();
    if (!action) return undefined;
    const endorsed = ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
    if (!endorsed) return undefined;
    const payload = ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    return ChaincodeAction.deserializeBinary(payload.getExtension_asU8()).getResults_asU8();
}

// The bytes come from any writer of the channel: that they are malformed is an ordinary outcome, named by `problem`.
function attempt<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}
