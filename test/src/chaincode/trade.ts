// The chaincode on the network in one process, with calls that show their reads and writes, and refusals by their code.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import { charterHash, parseFailure, type Capability, type Charter, type CarnetEvent, type ParsedFailure } from '@carnet/domain';
import { decodeReadWriteSet } from '@carnet/network/dist/embedded/ledger/read-write-set.js';
import type { TestSwitches } from '@carnet/network/dist/embedded/test-switches.js';
import { RpcError } from '@carnet/network/dist/embedded/grpc/rpc-error.js';
import { InProcessNetwork, type CallOptions, type Endorsed, type InProcessOptions, type InProcessUser } from '../in-process/network.js';
import { sharedOrganizations } from '../organizations.js';
import { CHARTER } from './valid-requests.js';

export const CHAINCODE_DIR = dirname(createRequire(import.meta.url).resolve('@carnet/chaincode/package.json'));

/** What a transaction read, wrote and answered. */
export interface Done {
    readonly answer: unknown;
    readonly reads: readonly string[];
    readonly writes: readonly string[];
    /** Bytes written in all. */
    readonly written: number;
    readonly ranges: number;
    readonly event: CarnetEvent | undefined;
}

/** What Fabric hands on of a refusal by the chaincode. @throws what is none */
export function refusalIn(error: unknown): ParsedFailure {
    if (!(error instanceof RpcError)) throw error;
    const text = error.endpoints[0]?.message ?? error.details;
    const failure = parseFailure(text) ?? parseFailure(error.details);
    if (failure === undefined) throw new Error(`no code in: ${text.slice(0, 500)} / ${error.details.slice(0, 500)}`);
    return failure;
}

function doneOf({ result, readWriteSet, event }: Endorsed): Done {
    const sets = decodeReadWriteSet(readWriteSet).filter(({ name }) => name === 'carnet');
    return {
        answer: JSON.parse(Buffer.from(result).toString('utf8')),
        reads: sets.flatMap(({ reads }) => reads.map(({ key }) => key)),
        writes: sets.flatMap(({ writes }) => writes.map(({ key }) => key)),
        written: sets.flatMap(({ writes }) => writes.map(({ value }) => value.length)).reduce((sum, size) => sum + size, 0),
        ranges: sets.flatMap(({ ranges }) => ranges).length,
        event: event && JSON.parse(Buffer.from(event.payload).toString('utf8')) as CarnetEvent,
    };
}

/** As the chaincode is defined on the channel, where that is not as usual. */
type Definition = Pick<InProcessOptions, 'collections' | 'policy'>;

export class Trade {
    private constructor(readonly network: InProcessNetwork) {}

    /** A channel with the chaincode, and nothing on its ledger. */
    static async open(switches: TestSwitches = {}, definition: Definition = {}): Promise<Trade> {
        const organizations = await sharedOrganizations();
        return new Trade(await InProcessNetwork.open({ chaincodeDir: CHAINCODE_DIR, name: 'carnet', organizations, switches, ...definition }));
    }

    /** The same with the consortium founded. */
    static async founded(charter: Charter = CHARTER, switches: TestSwitches = {}, definition: Definition = {}): Promise<Trade> {
        const trade = await Trade.open(switches, definition);
        await trade.submit(trade.admin('org1'), 'Membership:FoundConsortium', JSON.stringify(charter));
        await trade.submit(trade.admin('org2'), 'Membership:AcceptCharter', charterHash(charter));
        return trade;
    }

    admin(org: 'org1' | 'org2'): InProcessUser {
        return this.network.user(org, 'Admin');
    }

    /** The organisation's User1, with these roles. */
    async member(org: 'org1' | 'org2', ...roles: Capability[]): Promise<InProcessUser> {
        return this.#withRoles(org, this.network.user(org, 'User1'), roles);
    }

    /** A further person of the organisation, with these roles. */
    async issued(org: 'org1' | 'org2', name: string, ...roles: Capability[]): Promise<InProcessUser> {
        return this.#withRoles(org, await this.network.issueUser(org, { name }), roles);
    }

    async #withRoles(org: 'org1' | 'org2', user: InProcessUser, roles: readonly Capability[]): Promise<InProcessUser> {
        const { identity } = await this.evaluate(user, 'Membership:WhoAmI') as { identity: string };
        await this.submit(this.admin(org), 'Membership:GrantRole', JSON.stringify({ identity, roles }));
        return user;
    }

    /** Endorsed by both organisations, ordered and found valid. @throws RpcError */
    async submit(user: InProcessUser, name: string, ...args: (string | Uint8Array)[]): Promise<Done> {
        return this.submitWith(user, {}, name, ...args);
    }

    async submitWith(user: InProcessUser, options: CallOptions, name: string, ...args: (string | Uint8Array)[]): Promise<Done> {
        const endorsed = await this.network.endorse(user, name, args, options);
        assert.equal((await endorsed.commit()).code, 0, 'the transaction is valid');
        return doneOf(endorsed);
    }

    /** Endorsed by both organisations and not submitted. @throws RpcError */
    async endorse(user: InProcessUser, name: string, ...args: (string | Uint8Array)[]): Promise<Done> {
        return doneOf(await this.network.endorse(user, name, args));
    }

    async evaluate(user: InProcessUser, name: string, ...args: (string | Uint8Array)[]): Promise<unknown> {
        return JSON.parse(Buffer.from(await this.network.evaluate(user, name, args)).toString('utf8'));
    }

    /** The refusal of a call that must not succeed; both to endorse and to evaluate must say the same. */
    async refused(user: InProcessUser, name: string, ...args: (string | Uint8Array)[]): Promise<ParsedFailure> {
        return this.refusedWith(user, {}, name, ...args);
    }

    async refusedWith(user: InProcessUser, options: CallOptions, name: string, ...args: (string | Uint8Array)[]): Promise<ParsedFailure> {
        const failures: ParsedFailure[] = [];
        for (const ask of [this.network.endorse(user, name, args, options), this.network.evaluate(user, name, args, options)]) {
            await assert.rejects(ask, error => {
                failures.push(refusalIn(error));
                return true;
            }, `${name} succeeded although it should be refused`);
        }
        const [first, second] = failures;
        assert.ok(first);
        assert.deepEqual(second, first);
        return first;
    }

    /** Number of blocks: a ledger of the same height has not changed. */
    height(): bigint {
        const [peer] = this.network.nodes.peers;
        assert.ok(peer);
        return peer.ledger.height();
    }

    async close(): Promise<void> {
        await this.network.close();
    }
}
