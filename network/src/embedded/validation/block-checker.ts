// Judges every transaction of a block before the ledger does: form, signatures, endorsements (core/committer/txvalidator/v20/validator.go).
import { common, peer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { BlockChecker, Ledger } from '../ledger/ledger.js';
import type { Definitions } from '../lifecycle/definitions.js';
import type { Signer } from '../policy/signature-policy.js';
import { endorserAction, type EndorserAction } from '../../transaction/envelope.js';
import { namespaceWrites, type NamespaceWrites } from '../../transaction/written-keys.js';
import { EndorsementCheck, endorsementSigners, noteChangedPolicies, type ChangedPolicies } from './endorsement-check.js';
import { checkEnvelope, type ValidationCode } from './envelope-check.js';

const { TxValidationCode } = peer;

/** An endorser transaction as far as it is the same for every peer of the channel. */
interface Endorsed {
    readonly txId: string;
    /** The namespaces whose policies are asked: those written, and that of the chaincode that was invoked. */
    readonly touched: readonly NamespaceWrites[];
    readonly signers: readonly Signer[];
}

/** What is found without the ledger; `fault` is one that a duplicate transaction id goes before. */
type Form = { readonly code: ValidationCode } | { readonly txId: string; readonly fault: ValidationCode } | Endorsed;

/** All peers of this process get the same blocks: the form of an envelope is judged once while it lives. */
const forms = new WeakMap<Channel, WeakMap<Uint8Array, Form>>();

export function blockChecker(channel: Channel, definitions: Definitions, ledger: () => Ledger): BlockChecker {
    let known = forms.get(channel);
    if (!known) forms.set(channel, known = new WeakMap());
    const judged = known;
    return async block => {
        const check = new EndorsementCheck(channel, definitions, ledger());
        const changed: ChangedPolicies = new Set();
        const codes: ValidationCode[] = [];
        for (const bytes of block.getData()?.getDataList_asU8() ?? []) {
            let form = judged.get(bytes);
            if (!form) judged.set(bytes, form = formOf(bytes, channel));
            codes.push(await checkTransaction(form, check, changed, ledger()));
        }
        return codes;
    };
}

async function checkTransaction(form: Form, check: EndorsementCheck, changed: ChangedPolicies, ledger: Ledger): Promise<ValidationCode> {
    if ('code' in form) return form.code;
    const code = 'fault' in form ? form.fault : await checkEndorsements(form, check, changed);
    // Ids are compared before these faults are looked for: a resent transaction is a duplicate, whatever else is wrong with it.
    return code !== TxValidationCode.NOT_VALIDATED && await ledger.transaction(form.txId) ? TxValidationCode.DUPLICATE_TXID : code;
}

async function checkEndorsements({ touched, signers }: Endorsed, check: EndorsementCheck, changed: ChangedPolicies): Promise<ValidationCode> {
    for (const namespace of touched) {
        const rules = check.rules(namespace.namespace);
        if (!rules) return TxValidationCode.INVALID_CHAINCODE;
        if (!await check.isSatisfied(namespace, rules, signers, changed)) return TxValidationCode.ENDORSEMENT_POLICY_FAILURE;
    }
    for (const namespace of touched) noteChangedPolicies(namespace, changed);
    return TxValidationCode.NOT_VALIDATED;
}

function formOf(bytes: Uint8Array, channel: Channel): Form {
    const envelope = checkEnvelope(bytes, channel);
    if (typeof envelope === 'number') return { code: envelope };
    if (envelope.type === common.HeaderType.CONFIG) return { code: TxValidationCode.NOT_VALIDATED };
    const { txId, channelHeader, payload } = envelope;
    let extension: peer.ChaincodeHeaderExtension;
    try {
        extension = peer.ChaincodeHeaderExtension.deserializeBinary(channelHeader.getExtension_asU8());
    } catch {
        return { txId, fault: TxValidationCode.BAD_HEADER_EXTENSION };
    }
    let action: EndorserAction;
    try {
        action = endorserAction(payload);
    } catch {
        return { txId, fault: TxValidationCode.BAD_RESPONSE_PAYLOAD };
    }
    let writes: readonly NamespaceWrites[];
    try {
        writes = namespaceWrites(action.chaincodeAction.getResults_asU8());
    } catch {
        return { txId, fault: TxValidationCode.BAD_RWSET };
    }
    const fault = checkAction(extension, action, writes);
    if (fault !== undefined) return { txId, fault };
    const invoked = extension.getChaincodeId()?.getName() ?? '';
    const touched = writes.filter(({ namespace, written }) => namespace === invoked || written.length > 0);
    if (!touched.some(({ namespace }) => namespace === invoked)) touched.push({ namespace: invoked, written: [] });
    return { txId, touched, signers: endorsementSigners(action.responsePayloadBytes, action.endorsements, channel) };
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
