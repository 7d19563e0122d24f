// A programme for one money case: its policy, wallets with money, payees, and payments whose coins are picked.
import assert from 'node:assert/strict';
import { addUp, type Audit } from '@carnet/client/dist/wallets/audit.js';
import { selectCoins } from '@carnet/client/dist/wallets/coin-selection.js';
import {
    policyHash, sumOfCoins,
    type AuditPage, type Coin, type CoinPage, type Decision, type Explanation, type FailureCode, type Match, type Movement, type OrderReceipt,
    type ParsedFailure, type PayeeRequest, type PaymentOrder, type PaymentReceipt, type Policy, type PolicyReason, type PublishedPolicy, type Wallet,
    type WalletRequest,
} from '@carnet/domain';
import type { Endorsed } from '../in-process/network.js';
import { ANYTHING } from '../policy/policies.js';
import { Bank, type Org, type Person } from './bank.js';

/** A limit of a wallet on everything. */
export function limit(period: Policy['limits'][number]['period'], max: string, change: Partial<Policy['limits'][number]> = {}): Policy['limits'][number] {
    return { id: period, match: {}, measure: 'amount', period, max, scope: 'wallet', ...change };
}

export const allow = (id: string, when: Match): Policy['rules'][number] => ({ id, effect: 'allow', when });
export const deny = (id: string, when: Match): Policy['rules'][number] => ({ id, effect: 'deny', when });

export interface Holder { readonly walletId: string; readonly person: Person }
export interface Merchant extends Holder { readonly payeeId: string }

/** What a payment is made of that a case does not care about. */
export type OrderChange = Partial<PaymentOrder>;

let made = 0;
const fresh = (what: string): string => `${what}${made++}`;

export class Programme {
    private constructor(readonly bank: Bank, readonly programmeId: string, public policy: Policy) {}

    /** With this policy in force, approved by two managers. */
    static async with(bank: Bank, change: Partial<Policy> = {}, issueLimit = '1000000000'): Promise<Programme> {
        const programme = new Programme(bank, fresh('programme'), { ...ANYTHING, ...change });
        const { programmeId } = programme;
        await bank.submit(bank.issuer, 'CreateProgramme', {
            programmeId, name: 'A case', currency: ANYTHING.currency, issueLimit, roster: 'managers',
        });
        await programme.publish(programme.policy);
        return programme;
    }

    /** Has a policy approved and puts it in force. */
    async publish(policy: Policy): Promise<PublishedPolicy> {
        const { bank, programmeId } = this;
        const decisionId = fresh('publish');
        await bank.approve(await bank.submit<Decision>(bank.issuer, 'ProposePolicy', programmeId, policy, decisionId), bank.managers[0], bank.managers[2]);
        const published = await bank.submit<PublishedPolicy>(bank.issuer, 'PublishPolicy', programmeId, policy, decisionId);
        this.policy = policy;
        return published;
    }

    /** The version after the one in force, not published. */
    next(change: Partial<Policy>): Policy {
        return { ...this.policy, version: this.policy.version + 1, previousHash: policyHash(this.policy), ...change };
    }

    /** A wallet with a key of its own, and coins of these amounts. */
    async holder(...amounts: readonly string[]): Promise<Holder> {
        return this.wallet({}, ...amounts);
    }

    async wallet({ org = 'org2', ...request }: Partial<WalletRequest> & { readonly org?: Org }, ...amounts: readonly string[]): Promise<Holder> {
        const holder = { walletId: fresh('wallet'), person: await this.bank.person(org) };
        await this.bank.submit(holder.person, 'OpenWallet', { walletId: holder.walletId, programmeId: this.programmeId, ...request });
        if (amounts.length > 0) await this.issue(holder, ...amounts);
        return holder;
    }

    /** A wallet of the roster `managers`. */
    async managed(...amounts: readonly string[]): Promise<Holder> {
        return this.wallet({ roster: 'managers', recoveryDelaySeconds: 3_600 }, ...amounts);
    }

    /** Gives a wallet a policy of its own: the first, which its holder sets alone. */
    async ownPolicy({ walletId, person }: Holder, change: Partial<Policy>): Promise<Policy> {
        const policy = { ...ANYTHING, id: 'own', ...change };
        await this.bank.submit(person, 'SetWalletPolicy', walletId, policy, '');
        return policy;
    }

    /** The next version of a wallet's policy. */
    successor(before: Policy, change: Partial<Policy>): Policy {
        return { ...before, version: before.version + 1, previousHash: policyHash(before), ...change };
    }

    /** Replaces it; two managers approve. */
    async replaceOwnPolicy({ walletId, person }: Holder, before: Policy, change: Partial<Policy>): Promise<Policy> {
        const { bank } = this;
        const policy = this.successor(before, change);
        const decisionId = fresh('own');
        await bank.approve(await bank.submit<Decision>(person, 'ProposeWalletPolicy', walletId, policy, decisionId), bank.managers[0], bank.managers[2]);
        await bank.submit(person, 'SetWalletPolicy', walletId, policy, decisionId);
        return policy;
    }

    /** Replaces it by one that allows less, which the holder may do alone. */
    async tightenOwnPolicy({ walletId, person }: Holder, before: Policy, change: Partial<Policy>): Promise<Policy> {
        const policy = this.successor(before, { mode: 'tighten-only', ...change });
        await this.bank.submit(person, 'SetWalletPolicy', walletId, policy, '');
        return policy;
    }

    /** Binds a wallet of the managers to another person's key, an hour later. */
    async recover({ walletId }: Holder, next: Person): Promise<Wallet> {
        const { bank } = this;
        const request = { decisionId: fresh('recovery'), walletId, newKeyHash: next.publicKeyHash, kind: 'stolen' };
        await bank.approve(await bank.submit<Decision>(next, 'ProposeRecovery', request), bank.managers[0], bank.managers[2]);
        bank.now += 3_600_000;
        return bank.submit<Wallet>(next, 'CompleteRecovery', request);
    }

    issueRequest({ walletId }: Holder, amounts: readonly string[], expiresAt = '2029-12-31T00:00:00.000Z'): object {
        return { issueId: fresh('issue'), programmeId: this.programmeId, walletId, amounts, expiresAt };
    }

    issue(holder: Holder, ...amounts: readonly string[]): Promise<Movement> {
        return this.bank.submit(this.bank.issuer, 'Issue', this.issueRequest(holder, amounts));
    }

    async merchant(facts: Partial<PayeeRequest> = {}): Promise<Merchant> {
        const holder = await this.holder();
        const { walletId } = holder;
        const payee = { programmeId: this.programmeId, payeeId: fresh('payee'), name: 'A shop', walletId, groups: [], ...facts };
        await this.bank.submit(this.bank.registrar, 'RegisterPayee', payee);
        return { ...holder, payeeId: payee.payeeId };
    }

    async coins({ walletId, person }: Holder): Promise<Coin[]> {
        return [...(await this.bank.evaluate<CoinPage>(person, 'ReadCoins', walletId, '100', '')).coins];
    }

    async balance(holder: Holder): Promise<string> {
        return String(sumOfCoins(await this.coins(holder)));
    }

    order(from: Holder, to: Merchant | Holder, amount: string, change: OrderChange = {}): PaymentOrder {
        const recipient = 'payeeId' in to ? { payeeId: to.payeeId, channel: 'pos' as const } : { payeeId: to.walletId, channel: 'p2p' as const };
        return { paymentId: fresh('payment'), walletId: from.walletId, amount, currency: 'EUR', ...recipient, ...change };
    }

    /** The order with coins that hold it; where none do, with all of them. */
    async filled(from: Holder, order: PaymentOrder): Promise<PaymentOrder & { readonly coins: readonly string[]; readonly change: string }> {
        const coins = await this.coins(from);
        const selection = /^[1-9][0-9]{0,17}$/.test(order.amount) ? selectCoins(coins, order.amount, { split: true }) : undefined;
        return { ...order, coins: (selection?.coins ?? coins.slice(0, 16)).map(({ coinId }) => coinId), change: selection?.change ?? '0' };
    }

    async pay(
        from: Holder, to: Merchant | Holder, amount: string, change: OrderChange & { readonly decisionId?: string } = {},
    ): Promise<OrderReceipt> {
        const order = this.order(from, to, amount, change);
        return { ...await this.bank.submit<PaymentReceipt>(from.person, 'Pay', await this.filled(from, order)), order };
    }

    /** Endorsed, and withheld until the case commits it. */
    async endorsed(from: Holder, to: Merchant | Holder, amount: string, change: OrderChange = {}): Promise<Endorsed> {
        return this.bank.endorse(from.person, 'Pay', await this.filled(from, this.order(from, to, amount, change)));
    }

    /** A payment that is refused with this code, after which nobody has less or more. */
    async refused(
        code: FailureCode, from: Holder, to: Merchant | Holder, amount: string, change: OrderChange & { readonly decisionId?: string } = {},
    ): Promise<ParsedFailure> {
        const before = await this.balance(from);
        const failure = await this.bank.refused(code, from.person, 'Pay', await this.filled(from, this.order(from, to, amount, change)));
        assert.equal(await this.balance(from), before);
        return failure;
    }

    /** What Explain says of a payment of all coins that hold it. */
    async explain(from: Holder, to: Merchant | Holder, amount: string, change: OrderChange = {}): Promise<Explanation> {
        return this.bank.evaluate(from.person, 'Explain', await this.filled(from, this.order(from, to, amount, change)));
    }

    /** Reserved for the merchant, for a day. */
    async reserve(from: Holder, to: Merchant, amount: string, change: object = {}): Promise<PaymentReceipt> {
        const order = await this.filled(from, this.order(from, to, amount));
        return this.bank.submit(from.person, 'Reserve', { ...order, expiresAt: this.bank.instant(1), ...change });
    }

    refundRequest(payment: PaymentReceipt, amount: string, coins: readonly Coin[]): object {
        const selection = selectCoins(coins, amount, { split: true });
        const { programmeId, paymentId } = payment;
        return {
            refundId: fresh('refund'), programmeId, paymentId, amount,
            coins: (selection?.coins ?? coins).map(({ coinId }) => coinId), change: selection?.change ?? '0',
        };
    }

    async refund(by: Merchant, payment: PaymentReceipt, amount: string): Promise<PaymentReceipt> {
        return this.bank.submit(by.person, 'Refund', this.refundRequest(payment, amount, await this.coins(by)));
    }

    async redeemRequest(by: Merchant): Promise<object> {
        return { redemptionId: fresh('redemption'), programmeId: this.programmeId, payeeId: by.payeeId, coins: (await this.coins(by)).map(({ coinId }) => coinId) };
    }

    async audit(): Promise<Audit> {
        const { bank, programmeId } = this;
        async function* pages(): AsyncGenerator<AuditPage> {
            let bookmark = '';
            do {
                const page = await bank.evaluate<AuditPage>(bank.issuer, 'Audit', programmeId, bookmark);
                yield page;
                ({ bookmark } = page);
            } while (bookmark !== '');
        }
        return addUp(pages());
    }
}

/** Codes, layers and ids of the reasons in a refusal. */
export function reasons({ parameters }: ParsedFailure): readonly string[] {
    return (parameters['reasons'] as readonly PolicyReason[]).map(({ code, id }) => id === undefined ? code : `${code} ${id}`);
}
