// What an attacker has beside the client: endorsed payments that he withholds, a clock of his own, and a certificate from a company's own CA.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CarnetError, connect, type Carnet } from '@carnet/client';
import type { CoinPage, PaymentRequest } from '@carnet/domain';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { loadAuthorities } from '@carnet/network/dist/identities/person.js';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { refusalOf } from '../client/refusal.js';
import { atTime, ProbeClient } from '../probe.js';
import { onceThere, type MoneyNetwork, type MoneyPerson } from './money.js';

export interface EndorsementOptions { readonly time?: number; readonly endorsers?: string[] }

export class Attackers {
    readonly #dir = mkdtempSync(join(tmpdir(), 'carnet-attackers-'));
    readonly #open: { close(): void }[] = [];

    constructor(private readonly money: MoneyNetwork) {}

    /** A payment of all coins of a wallet, once they are there, with the right change. */
    async payment(
        person: MoneyPerson, walletId: string, payeeId: string, amount: string, change: Partial<PaymentRequest> = {},
    ): Promise<PaymentRequest> {
        return onceThere(async () => {
            const { coins } = JSON.parse(await person.carnet.evaluate('PolicyWallet', 'ReadCoins', [walletId, '100', ''])) as CoinPage;
            const held = coins.reduce((sum, coin) => sum + BigInt(coin.amount), 0n);
            if (held < BigInt(amount)) throw new CarnetError('COINS_INSUFFICIENT', `${walletId} holds ${held}.`);
            return {
                paymentId: this.money.id('attack'), walletId, payeeId, amount, currency: 'EUR', channel: 'pos',
                coins: coins.map(({ coinId }) => coinId), change: String(held - BigInt(amount)), ...change,
            };
        }, 'COINS_INSUFFICIENT');
    }

    /**
     * Has a call endorsed, and so not submitted yet. @param time milliseconds since 1970-01-01 UTC that the proposal claims, default now
     * @param endorsers MSP ids, default all that the policy asks for
     */
    async endorsed({ org, name }: MoneyPerson, fn: string, request: object, { time, endorsers }: EndorsementOptions = {}): Promise<Transaction> {
        const caller = new ProbeClient(this.money.own.network.environment(org, name), 'carnet');
        this.#open.push(caller);
        const proposal = caller.contract.newProposal(`PolicyWallet:${fn}`, {
            arguments: [JSON.stringify(request)], ...endorsers === undefined ? {} : { endorsingOrganizations: endorsers },
        });
        return (time === undefined ? proposal : atTime(caller.gateway, proposal, time)).endorse();
    }

    /** A payment that is endorsed and withheld; while peers differ, or one is a block behind, it is tried again. */
    async withheld(person: MoneyPerson, request: PaymentRequest, options: EndorsementOptions = {}): Promise<Transaction> {
        for (let left = 300; ; left--) {
            try {
                return await this.endorsed(person, 'Pay', request, options);
            } catch (error) {
                if (left === 0) throw error;
                await sleep(100);
            }
        }
    }

    /** Submits what was withheld. @returns the code with which it stands in its block; 0 is VALID, 11 MVCC_READ_CONFLICT */
    async released(transaction: Transaction): Promise<number> {
        return (await (await transaction.submit()).getStatus()).code;
    }

    /** The same name and role under another key, by the organisation's own authority: connected, with the hash of the key. */
    async reissued({ org, name }: MoneyPerson): Promise<Carnet> {
        const { network } = this.money.own;
        const organisation = PEER_ORGANISATIONS[org];
        const { ca } = await loadAuthorities(join(network.dir, 'organizations'), organisation);
        const { certificate, key } = await ca.issue({ commonName: `${name}@${organisation.domain}`, unit: 'client' });
        const [certificatePath, keyPath] = ['cert', 'key'].map(what => join(this.#dir, `${name}-${this.#open.length}.${what}.pem`)) as [string, string];
        writeFileSync(certificatePath, certificate);
        writeFileSync(keyPath, key, { mode: 0o600 });
        const carnet = await connect({ env: { ...network.environment(org, name), CERT_PATH: certificatePath, KEY_PATH: keyPath } });
        this.#open.push(carnet);
        return carnet;
    }

    close(): void {
        for (const one of this.#open) one.close();
        rmSync(this.#dir, { recursive: true });
    }
}

/** Makes a call again as long as it is refused for something else, since a peer may be a block behind. @returns the refusal that came last */
async function refusalOnce(isExpected: (error: CarnetError) => boolean, call: () => Promise<unknown>): Promise<CarnetError> {
    for (let left = 300; ; left--) {
        const error = await refusalOf(call);
        if (left === 0 || isExpected(error)) return error;
        await sleep(100);
    }
}

/** The refusal of a call with this code. */
export async function refusedWith(code: string, call: () => Promise<unknown>): Promise<CarnetError> {
    const error = await refusalOnce(found => found.code === code, call);
    assert.deepEqual([error.code, error.outcome], [code, 'rejected'], error.message);
    return error;
}

/** @param args objects are sent as JSON */
function calling(carnet: Carnet, fn: string, args: readonly (string | object)[]): () => Promise<unknown> {
    const [contract, name] = fn.includes(':') ? fn.split(':') as [string, string] : ['PolicyWallet', fn];
    const texts = args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg));
    return () => carnet.submit(contract, name, texts);
}

/** The refusal of a function, of PolicyWallet where no contract is named. */
export function refused(code: string, carnet: Carnet, fn: string, ...args: readonly (string | object)[]): Promise<CarnetError> {
    return refusedWith(code, calling(carnet, fn, args));
}

/** All reasons against a payment, by their codes and the ids of rules. */
export function reasonsIn({ details }: CarnetError): readonly string[] {
    const reasons = details['reasons'] as readonly { readonly code: string; readonly id?: string }[] | undefined;
    return (reasons ?? []).map(reason => reason.id === undefined ? reason.code : `${reason.code} ${reason.id}`);
}

/** The refusal of a payment for exactly these reasons, each its code and the id of its rule, where it has one. */
export async function refusedFor(reasons: readonly string[], carnet: Carnet, fn: string, request: object): Promise<void> {
    const error = await refusalOnce(found => reasonsIn(found).join() === reasons.join(), calling(carnet, fn, [request]));
    assert.deepEqual([reasonsIn(error), error.code, error.outcome], [reasons, reasons[0]?.split(' ')[0], 'rejected'], error.message);
}
