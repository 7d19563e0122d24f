// What is done about a wallet beside paying from it: opened, limited, frozen, unfrozen, and recovered with a new key.
import {
    coinFreezeCodec, coinThawCodec, policyCodec, recoveryCodec, walletCodec,
    type CoinFreezeRequest, type CoinThawRequest, type Decision, type Policy, type RecoveryRequest, type Wallet, type WalletCoins, type WalletRequest,
} from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import type { PublishOptions } from './programmes.js';
import { WalletReading } from './wallet-reading.js';

export abstract class WalletAccounts extends WalletReading {
    readonly #contract: ContractClient;

    protected constructor(contract: ContractClient) {
        super(contract);
        this.#contract = contract;
    }

    async #submit<Answer>(fn: string, args: readonly string[], options: CallOptions): Promise<Answer> {
        return this.#contract.committed(fn, args, options);
    }

    /**
     * Opens a wallet for the caller's own key, or, by an issuer's person, for the key that is named. Opened again with the same content, it answers
     * the wallet as it stands.
     * @throws CarnetError PROGRAMME_NOT_FOUND, ROLE_REQUIRED, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE
     */
    open(wallet: WalletRequest, options: CallOptions = {}): Promise<Wallet> {
        return this.#submit('OpenWallet', [checkedByDomain(() => walletCodec.encode(wallet))], options);
    }

    /** Asks the managers for a policy of the wallet that does not tighten. @throws CarnetError with the code of the first finding that refuses it */
    proposePolicy(walletId: string, policy: Policy, decisionId: string, options: CallOptions = {}): Promise<Decision> {
        return this.#submit('ProposeWalletPolicy', [walletId, checkedByDomain(() => policyCodec.encode(policy)), decisionId], options);
    }

    /**
     * Gives the wallet a policy of its own: from now on it and the coins' must both allow.
     * @throws CarnetError as `programmes.publishPolicy`, NOT_WALLET_HOLDER, KEY_SUPERSEDED
     */
    setPolicy(walletId: string, policy: Policy, { decisionId = '', ...options }: PublishOptions = {}): Promise<Wallet> {
        return this.#submit('SetWalletPolicy', [walletId, checkedByDomain(() => policyCodec.encode(policy)), decisionId], options);
    }

    /** At once, by the holder or one manager. @param reason 1–200 characters, public @throws CarnetError NOT_A_MANAGER, WALLET_FROZEN */
    freeze(walletId: string, reason: string, options: CallOptions = {}): Promise<Wallet> {
        return this.#submit('FreezeWallet', [walletId, reason], options);
    }

    /** @throws CarnetError WALLET_NOT_FROZEN, NOT_A_MANAGER, QUORUM_IMPOSSIBLE */
    proposeUnfreeze(walletId: string, decisionId: string, options: CallOptions = {}): Promise<Decision> {
        return this.#submit('ProposeUnfreeze', [walletId, decisionId], options);
    }

    /** Once the managers have approved. @throws CarnetError APPROVAL_INSUFFICIENT, APPROVAL_STALE, WALLET_NOT_FROZEN, NOT_A_MANAGER */
    unfreeze(walletId: string, decisionId: string, options: CallOptions = {}): Promise<Wallet> {
        return this.#submit('Unfreeze', [walletId, decisionId], options);
    }

    /**
     * Freezes single coins at once, by the holder or one manager: all else in the wallet is still paid with.
     * @throws CarnetError NOT_A_MANAGER, COIN_SPENT, COIN_FROZEN
     */
    freezeCoins(freeze: CoinFreezeRequest, options: CallOptions = {}): Promise<WalletCoins> {
        return this.#submit('FreezeCoins', [checkedByDomain(() => coinFreezeCodec.encode(freeze))], options);
    }

    /** @throws CarnetError COIN_NOT_FROZEN, COIN_SPENT, NOT_A_MANAGER, QUORUM_IMPOSSIBLE */
    proposeUnfreezeCoins(thaw: CoinThawRequest, options: CallOptions = {}): Promise<Decision> {
        return this.#submit('ProposeUnfreezeCoins', [checkedByDomain(() => coinThawCodec.encode(thaw))], options);
    }

    /** Once the managers have approved. @throws CarnetError APPROVAL_INSUFFICIENT, APPROVAL_STALE, COIN_NOT_FROZEN, COIN_SPENT, NOT_A_MANAGER */
    unfreezeCoins(thaw: CoinThawRequest, options: CallOptions = {}): Promise<WalletCoins> {
        return this.#submit('UnfreezeCoins', [checkedByDomain(() => coinThawCodec.encode(thaw))], options);
    }

    /**
     * Asks the managers to bind the wallet to a new key; until that is settled the wallet neither pays nor is paid. Managers compare the fingerprint
     * with the one that the holder shows them (`fingerprintOf`, `carnet keys show`).
     * @throws CarnetError NOT_A_MANAGER, KEY_SUPERSEDED, QUORUM_IMPOSSIBLE, INVALID_VALUE
     */
    proposeRecovery(recovery: RecoveryRequest, options: CallOptions = {}): Promise<Decision> {
        return this.#submit('ProposeRecovery', [checkedByDomain(() => recoveryCodec.encode(recovery))], options);
    }

    /**
     * By the old key where it was lost and found again, never where it was stolen.
     * @throws CarnetError RECOVERY_NOT_FOUND, RECOVERY_NOT_CANCELLABLE
     */
    cancelRecovery(walletId: string, decisionId: string, options: CallOptions = {}): Promise<Wallet> {
        return this.#submit('CancelRecovery', [walletId, decisionId], options);
    }

    /**
     * Binds the wallet to the new key, once approved and after the wallet's delay, with the same content as it was proposed.
     * @throws CarnetError APPROVAL_INSUFFICIENT, DECISION_TOO_EARLY, APPROVAL_STALE, RECOVERY_OUTVOTED
     */
    completeRecovery(recovery: RecoveryRequest, options: CallOptions = {}): Promise<Wallet> {
        return this.#submit('CompleteRecovery', [checkedByDomain(() => recoveryCodec.encode(recovery))], options);
    }
}
