// What `DeliverFiltered` shows of a block: transaction ids, codes and event names, no payloads.
import { common, peer } from '@hyperledger/fabric-protos';
import { chaincodeEvent, transactionHeader, validationCodes, type TransactionHeader } from '../../transaction/envelope.js';

export function filteredBlock(block: common.Block, channelId: string): peer.FilteredBlock {
    const codes = validationCodes(block);
    const filtered = new peer.FilteredBlock();
    filtered.setChannelId(channelId);
    filtered.setNumber(block.getHeader()?.getNumber() ?? 0);
    (block.getData()?.getDataList_asU8() ?? []).forEach((envelope, index) => {
        const header = transactionHeader(envelope);
        if (header) filtered.addFilteredTransactions(filteredTransaction(header, codes[index] as ReturnType<peer.FilteredTransaction['getTxValidationCode']>));
    });
    return filtered;
}

function filteredTransaction(
    { txId, type, payload }: TransactionHeader, code: ReturnType<peer.FilteredTransaction['getTxValidationCode']>,
): peer.FilteredTransaction {
    const transaction = new peer.FilteredTransaction();
    transaction.setTxid(txId);
    transaction.setType(type as ReturnType<peer.FilteredTransaction['getType']>);
    transaction.setTxValidationCode(code);
    if (type !== common.HeaderType.ENDORSER_TRANSACTION) return transaction;
    const actions = new peer.FilteredTransactionActions();
    const event = chaincodeEvent(payload);
    if (event) {
        const withoutPayload = new peer.ChaincodeEvent();
        withoutPayload.setTxId(event.getTxId());
        withoutPayload.setChaincodeId(event.getChaincodeId());
        withoutPayload.setEventName(event.getEventName());
        const action = new peer.FilteredChaincodeAction();
        action.setChaincodeEvent(withoutPayload);
        actions.addChaincodeActions(action);
    }
    transaction.setTransactionActions(actions);
    return transaction;
}
