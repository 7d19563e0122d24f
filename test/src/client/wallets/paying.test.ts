// What a payment does about coins that a peer says are spent: those that this client brought itself are only asked for again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import type { Session } from '@carnet/client/dist/call/session.js';
import { ContractClient } from '@carnet/client/dist/call/contract-client.js';
import { KnownPolicies } from '@carnet/client/dist/wallets/known-policies.js';
import { Paying } from '@carnet/client/dist/wallets/paying.js';
import { StripeLeases } from '@carnet/client/dist/wallets/stripe-leases.js';
import { WalletBook } from '@carnet/client/dist/wallets/wallet-book.js';
import { policyHash, type Coin, type CreatedLot, type PaymentOrder, type PaymentReceipt } from '@carnet/domain';
import { ANYTHING } from '../../policy/policies.js';

const LOT = { policyHash: policyHash(ANYTHING), issueId: 'issue', expiresAt: '2099-01-01T00:00:00.000Z' };
const coin = (coinId: string): Coin => ({ coinId, amount: '100', ...LOT });
const created = (coinId: string): CreatedLot => ({ ...LOT, coins: [{ coinId, walletId: 'w', amount: '100' }] });
const order = (paymentId: string): PaymentOrder => ({ paymentId, walletId: 'w', payeeId: 'shop', amount: '10', currency: 'EUR', channel: 'pos' });

/** A wallet of one coin on a ledger that refuses a coin as often as it is told. */
class OneCoin {
    readonly calls: string[] = [];
    refusals = 0;
    #coin = coin('first');
    readonly #session = { deadlines: { overall: 10_000 }, backoff: { attempts: 10, delay: () => 0 } } as unknown as Session;
    readonly #contract = Object.assign(new ContractClient(this.#session, 'PolicyWallet'), {
        evaluate: <T>(fn: string): Promise<T> => Promise.resolve(this.#evaluate(fn) as T),
    });
    readonly #book = new WalletBook('w', this.#contract, new KnownPolicies(this.#contract));

    #evaluate(fn: string): unknown {
        this.calls.push(fn);
        if (fn === 'ReadPolicy') return { policy: ANYTHING };
        if (fn === 'ReadCoins') return { coins: [this.#coin], bookmark: '' };
        return fn === 'ReadPayee' ? { groups: [] } : { walletId: 'w', programmeId: 'p', policyHash: null };
    }

    async pay(paymentId: string): Promise<readonly string[]> {
        this.calls.length = 0;
        const parts = { session: this.#session, contract: this.#contract, leases: new StripeLeases(), merge: () => Promise.reject(new Error('merged')) };
        await new Paying(parts, this.#book, order(paymentId), ({ coins }) => {
            this.calls.push(`Pay ${coins.join()}`);
            if (this.refusals-- > 0) {
                const reasons = [{ code: 'COIN_SPENT', parameters: { coins } }];
                return Promise.reject(new CarnetError('COIN_SPENT', 'Spent.', { outcome: 'rejected', details: { decision: 'DENY', reasons } }));
            }
            this.#coin = coin(`change-of-${paymentId}`);
            const payment = { created: [created(this.#coin.coinId)], transactionId: paymentId } as unknown as PaymentReceipt;
            return Promise.resolve({ value: payment, transactionId: paymentId, blockNumber: 1n, attempts: 1 });
        }, {}).run();
        return [...this.calls];
    }
}

test('change that a peer does not know yet is offered once more, and nothing is read for it', async () => {
    const wallet = new OneCoin();
    await wallet.pay('p1');
    wallet.refusals = 1;
    assert.deepEqual(await wallet.pay('p2'), ['Pay change-of-p1', 'Pay change-of-p1']);
});

test('when it is said to be spent a second time, or was there before this client came, the wallet is read anew', async () => {
    const wallet = new OneCoin();
    wallet.refusals = 1;
    assert.deepEqual((await wallet.pay('p1')).slice(-5), ['Pay first', 'ReadWallet', 'ReadCoins', 'ReadPayee', 'Pay first']);
    wallet.refusals = 2;
    assert.deepEqual(await wallet.pay('p2'), ['Pay change-of-p1', 'Pay change-of-p1', 'ReadWallet', 'ReadCoins', 'ReadPayee', 'Pay change-of-p1']);
});
