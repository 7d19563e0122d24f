// Judges every transaction of a block before the ledger does: form, signatures, endorsements (section 14, steps 1, 2, 4 and 5).
import { common, peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { BlockChecker, Ledger } from '../ledger/ledger.js';
import type { Definitions } from '../lifecycle/definitions.js';
import { endorserAction, type EndorserAction } from '../transaction/envelope.js';
import { namespaceWrites, type NamespaceWrites } from '../transaction/written-keys.js';
import { EndorsementCheck, noteChangedPolicies, type ChangedPolicies } from './endorsement-check.js';
import { checkEnvelope, type CheckedEnvelope, type ValidationCode } from './envelope-check.js';

const { TxValidationCode } = peer;

export function blockChecker(channel: Channel, definitions: Definitions, ledger: () => Ledger): BlockChecker {
    return async block => {
        const check = new EndorsementCheck(channel, definitions, ledger());
        const changed: ChangedPolicies = new Set();
        const codes: ValidationCode[] = [];
        for (const bytes of block.getData()?.getDataList_asU8() ?? []) codes.push(await checkTransaction(bytes, check, changed, ledger()));
        return codes;
    };
}

async function checkTransaction(bytes: Uint8Array, check: EndorsementCheck, changed: ChangedPolicies, ledger: Ledger): Promise<ValidationCode> {
    const envelope = checkEnvelope(bytes, check.channel);
    if (typeof envelope === 'number') return envelope;
    if (envelope.type === common.HeaderType.CONFIG) return TxValidationCode.NOT_VALIDATED;
    const code = await checkEndorserTransaction(envelope, check, changed);
    // Step 3 comes before these faults: a resent transaction is a duplicate, whatever else is wrong with it.
    return code !== TxValidationCode.NOT_VALIDATED && await ledger.transaction(envelope.txId) ? TxValidationCode.DUPLICATE_TXID : code;
}

async function checkEndorserTransaction(envelope: CheckedEnvelope, check: EndorsementCheck, changed: ChangedPolicies): Promise<ValidationCode> {
    let extension: peer.ChaincodeHeaderExtension;
    try {
        extension = peer.ChaincodeHeaderExtension.deserializeBinary(envelope.channelHeader.getExtension_asU8());
    } catch {
        return TxValidationCode.BAD_HEADER_EXTENSION;
    }
    let action: EndorserAction;
    try {
        action = endorserAction(envelope.payload);
    } catch {
        return TxValidationCode.BAD_RESPONSE_PAYLOAD;
    }
    let writes: readonly NamespaceWrites[];
    try {
        writes = namespaceWrites(action.chaincodeAction.getResults_asU8());
    } catch {
        return TxValidationCode.BAD_RWSET;
    }
    const fault = checkAction(extension, action, writes);
    if (fault !== undefined) return fault;
    const invoked = extension.getChaincodeId()?.getName() ?? '';
    const touched = writes.filter(({ namespace, written }) => namespace === invoked || written.length > 0);
    if (!touched.some(({ namespace }) => namespace === invoked)) touched.push({ namespace: invoked, written: [] });
    const signers = check.signers(action.responsePayloadBytes, action.endorsements);
    for (const namespace of touched) {
        const rules = check.rules(namespace.namespace);
        if (!rules) return TxValidationCode.INVALID_CHAINCODE;
        if (!await check.isSatisfied(namespace, rules, signers, changed)) return TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
    }
    for (const namespace of touched) noteChangedPolicies(namespace, changed);
    return TxValidationCode.NOT_VALIDATED;
}

function checkAction(
    extension: peer.ChaincodeHeaderExtension, { chaincodeAction }: EndorserAction, writes: readonly NamespaceWrites[],
): ValidationCode | undefined {
    const [invoked, acted] = [extension.getChaincodeId(), chaincodeAction.getChaincodeId()];
    if (!invoked || !acted) return TxValidationCode.INVALID_OTHER_REASON;
    if (invoked.getName() === '' || invoked.getName() !== acted.getName() || acted.getVersion() === '') return TxValidationCode.INVALID_CHAINCODE;
    const eventBytes = chaincodeAction.getEvents_asU8();
    if (eventBytes.length > 0 && eventChaincode(eventBytes) !== invoked.getName()) return TxValidationCode.INVALID_OTHER_REASON;
    if (new Set(writes.map(({ namespace }) => namespace)).size !== writes.length) return TxValidationCode.ILLEGAL_WRITESET;
    return undefined;
}

function eventChaincode(bytes: Uint8Array): string | undefined {
    try {
        return peer.ChaincodeEvent.deserializeBinary(bytes).getChaincodeId();
    } catch {
        return undefined;
    }
}
