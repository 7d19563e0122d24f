// Of the contract `PolicyWallet` the functions about wallets: whose they are, what their own policy says, what is frozen, a key that is replaced.
import {
    canonicalJson, coinFreezeCodec, coinThawCodec, decodeHorizonDays, decodeOptionalDecision, decoders, freezeReason, policyCodec, recoveryCodec,
    walletCodec,
} from '@carnet/domain';
import { Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/ledger-context';
import { freezeCoins, proposeUnfreezeCoins, unfreezeCoins } from '../wallet/coin-freezing';
import { damageOfWallet } from '../wallet/damage';
import { cancelRecovery, completeRecovery, proposeRecovery } from '../wallet/recovery';
import { proposeWalletPolicy, setWalletPolicy } from '../wallet/wallet-policies';
import { readWallet } from '../wallet/wallet-state';
import { freezeWallet, openWallet, proposeUnfreeze, unfreeze } from '../wallet/wallets';
import { ProgrammeFunctions } from './programme-functions';

const { identifier } = decoders;

export abstract class WalletFunctions extends ProgrammeFunctions {
    /** Opens a wallet for a key. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async OpenWallet(context: LedgerContext, wallet: string): Promise<string> {
        return canonicalJson(await openWallet(context, walletCodec.decode(wallet)));
    }

    /** Asks the managers of a wallet for a policy that loosens. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeWalletPolicy(context: LedgerContext, walletId: string, policy: string, decisionId: string): Promise<string> {
        const wallet = identifier(walletId, 'walletId');
        return canonicalJson(await proposeWalletPolicy(context, wallet, policyCodec.decode(policy), identifier(decisionId, 'decisionId')));
    }

    /** Gives a wallet a policy of its own, proved and, unless it tightens, decided. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async SetWalletPolicy(context: LedgerContext, walletId: string, policy: string, decisionId: string): Promise<string> {
        const wallet = identifier(walletId, 'walletId');
        return canonicalJson(await setWalletPolicy(context, wallet, policyCodec.decode(policy), decodeOptionalDecision(decisionId)));
    }

    /** Freezes a wallet at once. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async FreezeWallet(context: LedgerContext, walletId: string, reason: string): Promise<string> {
        return canonicalJson(await freezeWallet(context, identifier(walletId, 'walletId'), freezeReason(reason, 'reason')));
    }

    /** Asks the managers to unfreeze a wallet. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeUnfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await proposeUnfreeze(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Unfreezes a wallet by a decision of its managers. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async Unfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await unfreeze(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Freezes single coins of a wallet at once. Answers WalletCoins. */
    @Transaction()
    @Returns('string')
    async FreezeCoins(context: LedgerContext, coinFreeze: string): Promise<string> {
        return canonicalJson(await freezeCoins(context, coinFreezeCodec.decode(coinFreeze)));
    }

    /** Asks the managers of a wallet to unfreeze coins. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeUnfreezeCoins(context: LedgerContext, coinThaw: string): Promise<string> {
        return canonicalJson(await proposeUnfreezeCoins(context, coinThawCodec.decode(coinThaw)));
    }

    /** Unfreezes coins by the decision of the managers. Answers WalletCoins. */
    @Transaction()
    @Returns('string')
    async UnfreezeCoins(context: LedgerContext, coinThaw: string): Promise<string> {
        return canonicalJson(await unfreezeCoins(context, coinThawCodec.decode(coinThaw)));
    }

    /** Proposes to bind a wallet to a new key. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeRecovery(context: LedgerContext, recovery: string): Promise<string> {
        return canonicalJson(await proposeRecovery(context, recoveryCodec.decode(recovery)));
    }

    /** Ends a recovery that is not completed. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async CancelRecovery(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await cancelRecovery(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Binds a wallet to the new key that its managers have approved. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async CompleteRecovery(context: LedgerContext, recovery: string): Promise<string> {
        return canonicalJson(await completeRecovery(context, recoveryCodec.decode(recovery)));
    }

    /** A wallet, without its coins. Answers Wallet. */
    @Transaction(false)
    @Returns('string')
    async ReadWallet(context: LedgerContext, walletId: string): Promise<string> {
        return canonicalJson(await readWallet(context, identifier(walletId, 'walletId')));
    }

    /** The most that somebody with the holder's key could move before a freeze. Answers DamageBound. */
    @Transaction(false)
    @Returns('string')
    async DamageBound(context: LedgerContext, walletId: string, horizonDays: string): Promise<string> {
        return canonicalJson(await damageOfWallet(context, identifier(walletId, 'walletId'), decodeHorizonDays(horizonDays)));
    }
}
