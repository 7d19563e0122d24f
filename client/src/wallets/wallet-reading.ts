// What is read of a wallet: whose it is, what it holds, what a thief could take, what moved in it.
import type { Coin, CoinPage, DamageBound, JournalPage, JournalRow, Payment, Programme, Wallet } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { allOf, pageSizeText, type PageOptions } from '../call/page.js';
import { viewOf, type WalletView } from './wallet-view.js';

export abstract class WalletReading {
    readonly #contract: ContractClient;

    protected constructor(contract: ContractClient) {
        this.#contract = contract;
    }

    /** Without its coins. @throws CarnetError WALLET_NOT_FOUND */
    read(walletId: string, options: CallOptions = {}): Promise<Wallet> {
        return this.#contract.evaluate('ReadWallet', [walletId], options);
    }

    /** Wallet, currency, coins and damage bound together, as a person wants to see them. @throws CarnetError WALLET_NOT_FOUND, OUT_OF_RANGE */
    async show(walletId: string, { horizonDays = 30, ...options }: CallOptions & { readonly horizonDays?: number } = {}): Promise<WalletView> {
        const wallet = await this.read(walletId, options);
        const coins = await allOf(this.coins(walletId, options));
        const damageBound = await this.damageBound(walletId, horizonDays, options);
        const programme = await this.#contract.evaluate<Programme>('ReadProgramme', [wallet.programmeId], options);
        return viewOf(wallet, programme, coins, { ...damageBound, horizonDays });
    }

    /** All coins of a wallet, in the order of their ids, fetched page by page. */
    async *coins(walletId: string, { pageSize, ...options }: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<Coin, void, undefined> {
        const read = (bookmark: string): Promise<CoinPage> =>
            this.#contract.evaluate('ReadCoins', [walletId, pageSizeText(pageSize), bookmark], options);
        for await (const page of this.#contract.pages(read)) yield* page.coins;
    }

    /**
     * The most that somebody with the holder's key could take within so many days, without managers, before the wallet is frozen.
     * @param horizonDays 0…366, default 30
     */
    damageBound(walletId: string, horizonDays = 30, options: CallOptions = {}): Promise<DamageBound> {
        return this.#contract.evaluate('DamageBound', [walletId, String(horizonDays)], options);
    }

    /** @throws CarnetError PAYMENT_NOT_FOUND */
    payment(programmeId: string, paymentId: string, options: CallOptions = {}): Promise<Payment> {
        return this.#contract.evaluate('ReadPayment', [programmeId, paymentId], options);
    }

    /** All rows of the journal that the wallet has a part in, newest first, fetched page by page. @throws CarnetError WALLET_NOT_FOUND */
    async *statement(walletId: string, { pageSize, ...options }: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<JournalRow, void, undefined> {
        const read = (bookmark: string): Promise<JournalPage> =>
            this.#contract.evaluate('ReadStatement', [walletId, pageSizeText(pageSize), bookmark], options);
        for await (const page of this.#contract.pages(read)) yield* page.rows;
    }
}
