// The strict reading and writing of what creates programmes, payees and wallets, and of what recovers a wallet.
import { byCodeUnits } from '../canonical/json';
import {
    distinct, flag, identifier, integer, object, oneOf, optional, refuseField, required, sha256Text, text, type Decoder,
} from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { amount } from '../policy/amount';
import { currency } from '../policy/currency';
import { category, country, region } from '../policy/match-codec';
import type { PayeeRequest, ProgrammeRequest, RecoveryRequest, WalletRequest } from './programme';

/** UTF-8 bytes of the JSON of one request of `PolicyWallet`, but for policies, which have a limit of their own. */
export const WALLET_REQUEST_MAX_BYTES = 16 * 1024;

/** Groups of one payee. */
export const PAYEE_GROUPS_MAX = 16;

/** Between the proposal of a recovery and its completion, in seconds. */
export const RECOVERY_DELAY = { default: 2 * 86_400, max: 90 * 86_400 } as const;

const name = text({ max: 100 });

/** `PolicyWallet:CreateProgramme(programme)` */
export const programmeCodec = requestCodec<ProgrammeRequest>('programme', object({
    programmeId: required(identifier), name: required(name), currency: required(currency), issueLimit: required(amount), roster: required(identifier),
}), WALLET_REQUEST_MAX_BYTES);

const payeeFields = object({
    programmeId: required(identifier), payeeId: required(identifier), name: required(name), walletId: required(identifier),
    category: optional(category), country: optional(country), region: optional(region),
    groups: required(distinct(identifier, { max: PAYEE_GROUPS_MAX })),
});

/** Groups may be sent in any order: they are a set, and kept sorted. */
const payee: Decoder<PayeeRequest> = (value, field) => {
    const decoded = payeeFields(value, field);
    if (decoded.country !== undefined && decoded.region?.startsWith(`${decoded.country}-`) === false) {
        refuseField('INVALID_VALUE', `${field}.region`, 'The region is not one of the country.');
    }
    return { ...decoded, groups: [...decoded.groups].sort(byCodeUnits) };
};

/** `PolicyWallet:RegisterPayee(payee)` */
export const payeeCodec = requestCodec('payee', payee, WALLET_REQUEST_MAX_BYTES);

const walletFields = object({
    walletId: required(identifier), programmeId: required(identifier), mspId: optional(identifier), publicKeyHash: optional(sha256Text),
    roster: optional(identifier), recoveryDelaySeconds: optional(integer(0, RECOVERY_DELAY.max)), forPayee: optional(flag),
});

const wallet: Decoder<WalletRequest> = (value, field) => {
    const decoded = walletFields(value, field);
    for (const [one, other] of [['mspId', 'publicKeyHash'], ['publicKeyHash', 'mspId']] as const) {
        if (decoded[one] !== undefined && decoded[other] === undefined) {
            refuseField('MISSING_FIELD', `${field}.${other}`, 'A holder is named by organisation and key together.');
        }
    }
    return decoded;
};

/** `PolicyWallet:OpenWallet(wallet)` */
export const walletCodec = requestCodec('wallet', wallet, WALLET_REQUEST_MAX_BYTES);

/** `PolicyWallet:ProposeRecovery(recovery)`, `CompleteRecovery(recovery)` */
export const recoveryCodec = requestCodec<RecoveryRequest>('recovery', object({
    decisionId: required(identifier), walletId: required(identifier), newKeyHash: required(sha256Text), kind: required(oneOf(['lost', 'stolen'])),
}), WALLET_REQUEST_MAX_BYTES);

/** Why a wallet or coins are frozen: 1–200 characters, for the managers; no name of a person. */
export const freezeReason = text({ max: 200 });

/** The argument `decisionId` where a decision is not always needed: '' for none. @throws as `identifier` */
export function decodeOptionalDecision(decisionId: string): string | undefined {
    return decisionId === '' ? undefined : identifier(decisionId, 'decisionId');
}
