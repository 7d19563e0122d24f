// Bad input to every function: each field of a valid request spoiled in every way, with the code and the path of the refusal.
import type { FailureCode } from '@carnet/domain';
import {
    BATTERY_ENTRY, CAPTURE, CHARTER, CHARTER_CHANGE, CLOSING, COIN_FREEZE, COIN_THAW, CONSOLIDATION, CORRECTION, DISPUTE, ENTRY, GRANT,
    IMPORT_ENTRY, INSPECTION_ENTRY,
    ISSUE, OFFER, PAYEE, PAYMENT, PAYMENT_PROPOSAL, PROGRAMME, QUESTION, RECALL, RECOVERY, REDEMPTION, REFUND, REPLACEMENT_ENTRY, RESERVATION,
    RESOLUTION, RETIREMENT, RETURNED, ROSTER, ROSTER_PROPOSAL, TECHNICAL_ENTRY, VEHICLE, VIN, WALLET,
} from './valid-requests.js';
import {
    ACKNOWLEDGEMENT, APPROVAL, ATTESTATION, BAD_SHARE, KEY, MANIFEST, OPENED, OPENING, REBINDING, SHARE, SHARE_DISPUTE, SIGNING,
} from '../documents/valid-documents.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };
/** The text of a request with one fault, the code expected and the path of the field. */
export interface Fault { readonly what: string; readonly json: string; readonly code: FailureCode | readonly FailureCode[]; readonly field: string }

/** Stands where a spoiled text goes, so that faults can be written that JSON.stringify would not write. */
export const HOLE = '\u{f0000}';

/** Optional fields, whose absence is no fault. */
const OPTIONAL = new RegExp([
    '\\.(work|publicNote|evidence|refs|refs\\.\\w+|confirmedVinWarnings|detailsHash|confirm|technical\\.\\w+|odometerDigits)$',
    '^(closing|resolution|recall|retirement)\\.reason$',
    '\\.ordered$|^roster\\.decisionId$',
    '^payee\\.(category|country|region)$|^wallet\\.(roster|recoveryDelaySeconds)$',
    '^manifest\\.(groups\\.g1|policy\\.requesters\\[\\d+\\]\\.publicKeyHash)$|^attestation\\.evidenceHash$|^shareDispute\\.messageHash$|^key\\.(roster|rebindingDelaySeconds)$|^opened\\.used\\.g1$',
    '\\.(reference|offer|capturableFrom)$|^(payment|order)\\.(coins|change|decisionId)$|^reservation\\.decisionId$|^paymentProposal\\.(policies|roster)$',
].join('|'));
/** Texts of which whatever is no amount of money is refused by one code. */
const AMOUNT = /\.(issueLimit|amount|change)$|\.amounts\[\d+\]$/;
/** Objects whose field names are data: another name is none that is unknown. */
const NAMED = /^manifest\.groups$|^opened\.used$/;
/** Faults that are none in these fields: what may be empty or null, and lists that may be longer. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
    [/\.sections\[\d+\](\.path)?$/, 'the empty text'], [/^manifest\.(title|previous)$/, 'null'], [/\.sections$/, '501 elements'],
];
const FAULTS_OF_TEXTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a number', '7', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['a list', '["x"]', ['WRONG_TYPE']],
    ['an object', '{"x":1}', ['WRONG_TYPE']],
    ['the empty text', '""', ['INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN']],
    ['a space', '" "', ['INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN']],
    ['a line feed', '"x\\ny"', ['FORBIDDEN_CHARACTER']],
    ['U+0000', '"x\\u0000"', ['FORBIDDEN_CHARACTER']],
    ['a raw control character', '"x\u0007"', ['FORBIDDEN_CHARACTER']],
    ['a lone surrogate', '"x\\ud800"', ['FORBIDDEN_CHARACTER']],
    ['U+10FFFF', '"x\\udbff\\udfff"', ['FORBIDDEN_CHARACTER']],
    ['a direction override', '"x\\u202ey"', ['FORBIDDEN_CHARACTER', 'INVALID_VALUE', 'INVALID_DATE', 'INVALID_VIN', 'TOO_LONG']],
    ['a text far too long', `"${'x'.repeat(5_000)}"`, ['TOO_LONG', 'INVALID_VALUE', 'INVALID_VIN']],
];
const FAULTS_OF_NUMBERS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"7"', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['a fraction', '7.0', ['WRONG_TYPE']],
    ['an exponent', '1e3', ['WRONG_TYPE']],
    ['minus zero', '-0', ['WRONG_TYPE']],
    ['a negative number', '-1', ['OUT_OF_RANGE']],
    ['2^53', '9007199254740992', ['OUT_OF_RANGE']],
    ['hexadecimal', '0x10', ['MALFORMED_JSON']],
    ['a leading zero', '007', ['MALFORMED_JSON']],
];
const FAULTS_OF_LISTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"x"', ['WRONG_TYPE']],
    ['an object', '{"length":1}', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
    ['501 elements', `[${Array<string>(501).fill('0').join(',')}]`, ['OUT_OF_RANGE']],
];
const FAULTS_OF_OBJECTS: readonly (readonly [string, string, readonly FailureCode[]])[] = [
    ['a text', '"x"', ['WRONG_TYPE']],
    ['a list', '[]', ['WRONG_TYPE']],
    ['null', 'null', ['WRONG_TYPE']],
];

function isObject(value: Json): value is { readonly [field: string]: Json } {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every fault of every field below `value`, whose own text stands in `whole` in place of the hole. */
export function* faultsOf(value: Json, field: string, whole: string): Generator<Fault> {
    const put = (text: string): string => whole.replace(JSON.stringify(HOLE), () => text);
    const faults = typeof value === 'string' ? FAULTS_OF_TEXTS : typeof value === 'number' ? FAULTS_OF_NUMBERS
        : Array.isArray(value) ? FAULTS_OF_LISTS : FAULTS_OF_OBJECTS;
    for (const [what, text, code] of faults) {
        if (ALLOWED.some(([fields, fault]) => fault === what && fields.test(field))) continue;
        yield { what, json: put(text), code: AMOUNT.test(field) ? [...code, 'AMOUNT_INVALID'] : code, field };
    }
    if (Array.isArray(value)) {
        for (const [index, element] of (value as readonly Json[]).entries()) {
            const others = (value as readonly Json[]).map((other, at) => at === index ? HOLE : other);
            yield* faultsOf(element, `${field}[${index}]`, put(JSON.stringify(others)));
        }
    } else if (isObject(value)) {
        if (!NAMED.test(field)) yield { what: 'an unknown field', json: put(JSON.stringify({ ...value, surprise: 1 })), code: 'UNKNOWN_FIELD', field: `${field}.surprise` };
        const [first] = Object.keys(value);
        if (first !== undefined) {
            yield {
                what: 'a field twice', json: put(`{${JSON.stringify(first)}:${JSON.stringify(value[first])},${JSON.stringify(value).slice(1)}`),
                code: 'DUPLICATE_FIELD', field: `${field}.${first}`,
            };
        }
        for (const [name, member] of Object.entries(value)) {
            const without = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
            const path = `${field}.${name}`;
            if (!OPTIONAL.test(path)) yield { what: 'missing', json: put(JSON.stringify(without)), code: 'MISSING_FIELD', field: path };
            yield* faultsOf(member, path, put(JSON.stringify({ ...value, [name]: HOLE })));
        }
    }
}

/** Functions with a JSON argument: its name, a valid value, and the whole list of arguments around it. */
export const STRUCTURED: readonly (readonly [string, string, Json, (json: string) => string[]])[] = [
    ['Membership:FoundConsortium', 'charter', CHARTER, json => [json]],
    ['Membership:ProposeCharterChange', 'change', CHARTER_CHANGE, json => [json]],
    ['Membership:GrantRole', 'grant', GRANT, json => [json]],
    ['Membership:RevokeRole', 'grant', GRANT, json => [json]],
    ['Decisions:DefineRoster', 'roster', ROSTER, json => [json]],
    ['Decisions:ProposeRoster', 'proposal', ROSTER_PROPOSAL, json => [json]],
    ['VehicleRecord:RegisterVehicle', 'vehicle', VEHICLE, json => [VIN, json]],
    ['VehicleRecord:RecordEntry', 'entry', INSPECTION_ENTRY, json => [VIN, json]],
    ...[REPLACEMENT_ENTRY, BATTERY_ENTRY, IMPORT_ENTRY, TECHNICAL_ENTRY].map(
        entry => ['VehicleRecord:RecordEntry', 'entry', entry, (json: string) => [VIN, json]] as const),
    ...([
        ['ProposeCorrection', 'correction', CORRECTION], ['ConfirmCorrection', 'closing', CLOSING], ['RejectCorrection', 'closing', CLOSING],
        ['OpenDispute', 'dispute', DISPUTE], ['ResolveDispute', 'resolution', RESOLUTION], ['OpenRecall', 'recall', RECALL],
        ['RetireVehicle', 'retirement', RETIREMENT], ['OfferSale', 'offer', OFFER], ['CheckOdometer', 'reading', QUESTION],
    ] as const).map(([name, argument, valid]) => [`VehicleRecord:${name}`, argument, valid, (json: string) => [VIN, json]] as const),
    ...([
        ['CreateProgramme', 'programme', PROGRAMME], ['RegisterPayee', 'payee', PAYEE], ['OpenWallet', 'wallet', WALLET],
        ['ProposeRecovery', 'recovery', RECOVERY], ['CompleteRecovery', 'recovery', RECOVERY],
        ['Issue', 'issue', ISSUE], ['Pay', 'payment', PAYMENT], ['Reserve', 'reservation', RESERVATION], ['Capture', 'capture', CAPTURE],
        ['Refund', 'refund', REFUND], ['Redeem', 'redemption', REDEMPTION], ['ReturnExpired', 'returned', RETURNED],
        ['FreezeCoins', 'coinFreeze', COIN_FREEZE], ['ProposeUnfreezeCoins', 'coinThaw', COIN_THAW], ['UnfreezeCoins', 'coinThaw', COIN_THAW],
        ['Consolidate', 'consolidation', CONSOLIDATION], ['ProposePayment', 'paymentProposal', PAYMENT_PROPOSAL], ['Explain', 'order', PAYMENT],
    ] as const).map(([name, argument, valid]) => [`PolicyWallet:${name}`, argument, valid, (json: string) => [json]] as const),
    ...([
        ['RegisterEncryptionKey', 'key', KEY], ['AcknowledgeShare', 'acknowledgement', ACKNOWLEDGEMENT], ['DisputeShare', 'shareDispute', SHARE_DISPUTE],
        ['SignDocument', 'signing', SIGNING], ['RequestOpening', 'opening', OPENING], ['ApproveOpening', 'approval', APPROVAL],
        ['DenyOpening', 'denial', { ...APPROVAL, reason: 'not needed' }], ['ConfirmOpened', 'opened', OPENED], ['ReportBadShare', 'report', BAD_SHARE],
        ['ReshareGroup', 'manifest', MANIFEST], ['RepairShare', 'repair', { ...SHARE, keyId: 'k2' }], ['AttestEvent', 'attestation', ATTESTATION],
        ['ProposeRebinding', 'rebinding', REBINDING], ['RebindIdentity', 'rebinding', REBINDING], ['ReadShare', 'share', SHARE],
    ] as const).map(([name, argument, valid]) => [`SharedDocument:${name}`, argument, valid, (json: string) => [json]] as const),
    ...['CreateDocument', 'AmendDocument', 'RotateGroup'].map(name => [`SharedDocument:${name}`, 'manifest', MANIFEST, (json: string) => [json, '{}']] as const),
    ['VehicleRecord:RecordEntries', 'entries', [{ vin: VIN, ...ENTRY }], json => [json]],
];

/** Faults of simple arguments: function, arguments, code, field. */
export const SIMPLE: readonly (readonly [string, readonly string[], FailureCode, string])[] = [
    ...['', 'x', 'A'.repeat(64), `${'a'.repeat(63)}\0`, 'ＡＡ'].map(hash => ['Membership:AcceptCharter', [hash], 'INVALID_VALUE', 'charterHash'] as const),
    ['Membership:AcceptCharter', ['a'.repeat(65)], 'TOO_LONG', 'charterHash'],
    ...['', ' ', 'Org1MSP\0', 'Org 1', 'Örg', 'Org1MSP\u{10ffff}'].map(mspId => ['Membership:SuspendOrganisation', [mspId], 'INVALID_VALUE', 'mspId'] as const),
    ['Membership:SuspendOrganisation', ['x'.repeat(65)], 'TOO_LONG', 'mspId'],
    ['Membership:ChangeCharter', ['a b'], 'INVALID_VALUE', 'decisionId'],
    ['Membership:ListMembers', ['Org 1', '1', ''], 'INVALID_VALUE', 'mspId'],
    ['Membership:ListMembers', ['Org1MSP', '0', ''], 'OUT_OF_RANGE', 'pageSize'],
    ['Membership:ListMembers', ['Org1MSP', 'ten', ''], 'WRONG_TYPE', 'pageSize'],
    ['Membership:ListMembers', ['Org1MSP', '1', '1.0'], 'INVALID_BOOKMARK', 'bookmark'],
    ...['Approve', 'Reject'].flatMap(name => [
        ...['', ' ', 'a b', 'ö', 'x\0', '@charter'].map(id => [`Decisions:${name}`, [id, 'a'.repeat(64)], 'INVALID_VALUE', 'decisionId'] as const),
        ...['', 'x', 'A'.repeat(64)].map(hash => [`Decisions:${name}`, ['decision-1', hash], 'INVALID_VALUE', 'contentHash'] as const),
    ]),
    ...['Withdraw', 'ReadDecision'].flatMap(name => ['', 'a/b', '@charter'].map(
        id => [`Decisions:${name}`, [id], 'INVALID_VALUE', 'decisionId'] as const)),
    ['Decisions:Withdraw', ['x'.repeat(65)], 'TOO_LONG', 'decisionId'],
    ['Decisions:ReadRoster', ['@charter'], 'INVALID_VALUE', 'rosterId'],
    ...['', '@', '@charter2', 'a b'].map(id => ['Decisions:ListPending', [id, '1', ''], 'INVALID_VALUE', 'rosterId'] as const),
    ['Decisions:ListPending', ['managers', '0', ''], 'OUT_OF_RANGE', 'pageSize'],
    ...['x\0', '/', 'a//b', ' ', 'ö', `${'a/'.repeat(8)}a`, 'x'.repeat(81), 'x\u{10ffff}'].map(
        bookmark => ['Decisions:ListPending', ['managers', '1', bookmark], 'INVALID_BOOKMARK', 'bookmark'] as const),
    ...['RegisterVehicle', 'RecordEntry'].flatMap(name => ['', 'VF1', `${VIN}0`, VIN.replace('1', 'I'), '0'.repeat(17), `${VIN.slice(1)}\0`].map(
        vin => [`VehicleRecord:${name}`, [vin, '{}'], 'INVALID_VIN', 'vin'] as const)),
    ['VehicleRecord:WithdrawOffer', ['VF1', 'offer'], 'INVALID_VIN', 'vin'],
    ...['', ' ', 'a b', 'ö', 'x\0'].map(id => ['VehicleRecord:WithdrawOffer', [VIN, id], 'INVALID_VALUE', 'offerId'] as const),
    ['VehicleRecord:WithdrawOffer', [VIN, 'x'.repeat(65)], 'TOO_LONG', 'offerId'],
    ['VehicleRecord:ReadVehicle', ['VF1'], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadJudgement', ['\0'], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadHistory', ['VF1', '1', ''], 'INVALID_VIN', 'vin'],
    ['VehicleRecord:ReadHistory', [VIN, '101', ''], 'OUT_OF_RANGE', 'pageSize'],
    ['VehicleRecord:ReadHistory', [VIN, '1e1', ''], 'WRONG_TYPE', 'pageSize'],
    ['VehicleRecord:ReadHistory', [VIN, '1', 'x'], 'INVALID_BOOKMARK', 'bookmark'],
    ...['PauseProgramme', 'ResumeProgramme', 'ReadProgramme'].flatMap(name => ['', ' ', 'a b', 'ö', 'x\0', '*'].map(
        id => [`PolicyWallet:${name}`, [id], 'INVALID_VALUE', 'programmeId'] as const)),
    ...['CheckPolicy', 'ProposePolicy', 'PublishPolicy', 'ProposeWalletPolicy', 'SetWalletPolicy'].flatMap(name => {
        const [owner, ...rest] = [name.includes('Wallet') ? 'walletId' : 'programmeId', ...name === 'CheckPolicy' ? [] : ['d']];
        const call = (id: string, policy: string): string[] => [id, policy, ...rest];
        return [
            [`PolicyWallet:${name}`, call('a b', '{}'), 'INVALID_VALUE', owner], [`PolicyWallet:${name}`, call('meals', '{'), 'MALFORMED_JSON', 'policy'],
            [`PolicyWallet:${name}`, call('meals', '{}'), 'MISSING_FIELD', 'policy.lang'],
            [`PolicyWallet:${name}`, call('meals', `"${'x'.repeat(17_000)}"`), 'TOO_LARGE', 'policy'],
        ] as const;
    }),
    ...['SuspendPayee', 'RestorePayee', 'ReadPayee'].flatMap(name => [
        [`PolicyWallet:${name}`, ['a b', 'cafe'], 'INVALID_VALUE', 'programmeId'], [`PolicyWallet:${name}`, ['meals', 'x\0'], 'INVALID_VALUE', 'payeeId'],
        [`PolicyWallet:${name}`, ['meals', 'x'.repeat(65)], 'TOO_LONG', 'payeeId'],
    ] as const),
    ...['ProposeUnfreeze', 'Unfreeze', 'CancelRecovery'].flatMap(name => [
        [`PolicyWallet:${name}`, ['', 'd'], 'INVALID_VALUE', 'walletId'], [`PolicyWallet:${name}`, ['driver', ''], 'INVALID_VALUE', 'decisionId'],
    ] as const),
    ['PolicyWallet:FreezeWallet', ['driver', ''], 'INVALID_VALUE', 'reason'],
    ['PolicyWallet:FreezeWallet', ['driver', 'x'.repeat(201)], 'TOO_LONG', 'reason'],
    ['PolicyWallet:FreezeWallet', ['driver', 'x\u202ey'], 'FORBIDDEN_CHARACTER', 'reason'],
    ['PolicyWallet:ReadPolicy', ['meals', 'A'.repeat(64)], 'INVALID_VALUE', 'policyHash'],
    ['PolicyWallet:ReadWallet', ['x/y'], 'INVALID_VALUE', 'walletId'],
    ['PolicyWallet:ListPayees', ['meals', '0', ''], 'OUT_OF_RANGE', 'pageSize'],
    ...['Release', 'ReadPayment'].flatMap(name => [
        [`PolicyWallet:${name}`, ['a b', 'p'], 'INVALID_VALUE', 'programmeId'], [`PolicyWallet:${name}`, ['meals', 'wallet:x'], 'INVALID_VALUE', 'paymentId'],
    ] as const),
    ...['ReadCoins', 'ReadStatement', 'ReadJournal'].flatMap(name => [
        [`PolicyWallet:${name}`, ['*', '1', ''], 'INVALID_VALUE', name === 'ReadJournal' ? 'programmeId' : 'walletId'],
        [`PolicyWallet:${name}`, ['meals', '101', ''], 'OUT_OF_RANGE', 'pageSize'], [`PolicyWallet:${name}`, ['meals', '-1', ''], 'WRONG_TYPE', 'pageSize'],
    ] as const),
    ...['ReadDocument', 'RevokeEncryptionKey'].map(name => [`SharedDocument:${name}`, ['a b'], 'INVALID_VALUE', name === 'ReadDocument' ? 'docId' : 'keyId'] as const),
    ...['', '0', '-1', '1.0', '01', 'x', '1'.repeat(8)].flatMap(number => [
        ['SharedDocument:ReadVersion', ['sale', number], 'WRONG_TYPE', 'version'], ['SharedDocument:PurgeShares', ['sale', 'g1', number], 'WRONG_TYPE', 'epoch'],
        ['SharedDocument:VerifyOriginal', ['sale', number, 'a'.repeat(64)], 'WRONG_TYPE', 'version'],
    ] as const),
    ['SharedDocument:ReadVersion', ['sale', '9999999'], 'OUT_OF_RANGE', 'version'],
    ['SharedDocument:PurgeShares', ['sale', '__proto__', '1'], 'INVALID_VALUE', 'group'],
    ['SharedDocument:VerifyOriginal', ['sale', '1', 'A'.repeat(64)], 'INVALID_VALUE', 'leaf'],
    ['SharedDocument:VetoOpening', ['sale', 'r', ''], 'INVALID_VALUE', 'reason'],
    ['SharedDocument:PurgeGrants', ['sale', 'a b'], 'INVALID_VALUE', 'requestId'],
    ['SharedDocument:ReadOpening', ['sale', ''], 'INVALID_VALUE', 'requestId'],
    ['SharedDocument:ReadCiphertext', ['sale', 'x'], 'INVALID_VALUE', 'hash'],
    ['SharedDocument:ReadEncryptionKey', ['Org1MSP', 'x', 'k1'], 'INVALID_VALUE', 'publicKeyHash'],
    ['SharedDocument:ReadIdentity', ['Org1MSP', 'x'], 'INVALID_VALUE', 'publicKeyHash'],
    ['SharedDocument:CancelRebinding', [''], 'INVALID_VALUE', 'decisionId'],
    ...['x'.repeat(81), '//'].map(bookmark => ['SharedDocument:ListPending', ['1', bookmark], 'INVALID_BOOKMARK', 'bookmark'] as const),
    ['SharedDocument:ReadAudit', ['sale', '101', ''], 'OUT_OF_RANGE', 'pageSize'],
    ...(['', '{'] as const).map(json => ['SharedDocument:CreateDocument', [JSON.stringify(MANIFEST), json], 'MALFORMED_JSON', 'contents'] as const),
    ['SharedDocument:CreateDocument', [JSON.stringify(MANIFEST), '{"x":"AA=="}'], 'UNKNOWN_FIELD', 'contents.x'],
    ['SharedDocument:CreateDocument', [JSON.stringify(MANIFEST), `{"${'a'.repeat(64)}":"AB=="}`], 'INVALID_VALUE', `contents.${'a'.repeat(64)}`],
    ['PolicyWallet:Audit', ['', ''], 'INVALID_VALUE', 'programmeId'],
    ['PolicyWallet:DamageBound', ['', '1'], 'INVALID_VALUE', 'walletId'],
    ['PolicyWallet:DamageBound', ['driver', '367'], 'OUT_OF_RANGE', 'horizonDays'],
    ['PolicyWallet:DamageBound', ['driver', '1.5'], 'WRONG_TYPE', 'horizonDays'],
];

export const TEN_MEGABYTES = 10_000_000;
