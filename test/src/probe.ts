// A caller of the probe chaincode through the unchanged Fabric Gateway client, as one person of one organisation.
import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers, type Contract, type Gateway, type Proposal, type Status, type Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { decode, type DecodedNamespace } from './ledger/decode.js';

/** One ledger operation and its arguments: see test/chaincode/probe/index.js. */
export type Operation = readonly [name: string, ...args: unknown[]];

export interface Submitted {
    readonly results: unknown[];
    readonly status: Status;
}

export interface CallOptions {
    readonly transientData?: Record<string, string>;
    readonly endorsingOrganizations?: string[];
}

/** What the gateway's errors carry beside their message. */
export function errorTexts(error: unknown): string {
    const details = (error as { details?: { message: string }[] }).details ?? [];
    return [(error as Error).message, ...details.map(detail => detail.message)].join('\n');
}

export class ProbeClient {
    readonly client: grpc.Client;
    readonly gateway: Gateway;
    readonly contract: Contract;

    /** `environment` as Network.environment gives it. */
    constructor(environment: Record<string, string>, chaincode = 'probe') {
        const setting = (name: string): string => {
            const value = environment[name];
            if (value === undefined) throw new Error(`the environment lacks ${name}`);
            return value;
        };
        this.client = new grpc.Client(
            setting('PEER_ENDPOINT'),
            grpc.credentials.createSsl(readFileSync(setting('TLS_CERT_PATH'))),
            { 'grpc.ssl_target_name_override': setting('PEER_HOST_ALIAS') },
        );
        this.gateway = connect({
            client: this.client,
            identity: { mspId: setting('MSP_ID'), credentials: readFileSync(setting('CERT_PATH')) },
            signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(setting('KEY_PATH')))),
            hash: hash.sha256,
        });
        this.contract = this.gateway.getNetwork(setting('CHANNEL_NAME')).getContract(chaincode);
    }

    #proposal(operations: readonly Operation[], options: CallOptions) {
        return this.contract.newProposal('run', { arguments: [JSON.stringify(operations)], ...options });
    }

    async evaluate(operations: readonly Operation[], options: CallOptions = {}): Promise<unknown[]> {
        return parse(await this.#proposal(operations, options).evaluate());
    }

    endorse(operations: readonly Operation[], options: CallOptions = {}): Promise<Transaction> {
        return this.#proposal(operations, options).endorse();
    }

    async submit(operations: readonly Operation[], options: CallOptions = {}): Promise<Submitted> {
        return commit(await this.endorse(operations, options));
    }

    close(): void {
        this.gateway.close();
        this.client.close();
    }
}

function parse(bytes: Uint8Array): unknown[] {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown[];
}

/** The proposal as it would be if it had been made at another time, not signed yet. @param time milliseconds since 1970-01-01 UTC */
export function atTime(through: Gateway, original: Proposal, time: number): Proposal {
    const proposed = gateway.ProposedTransaction.deserializeBinary(original.getBytes());
    const signed = proposed.getProposal() ?? new peer.SignedProposal();
    const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
    const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const timestamp = channelHeader.getTimestamp();
    timestamp?.setSeconds(Math.floor(time / 1000));
    timestamp?.setNanos(time % 1000 * 1_000_000);
    header.setChannelHeader(channelHeader.serializeBinary());
    proposal.setHeader(header.serializeBinary());
    signed.setProposalBytes(proposal.serializeBinary());
    proposed.setProposal(signed);
    return through.newProposal(proposed.serializeBinary());
}

/** Sends an endorsed transaction and waits for its commit, valid or not. */
export async function commit(transaction: Transaction): Promise<Submitted> {
    const submitted = await transaction.submit();
    return { results: parse(transaction.getResult()), status: await submitted.getStatus() };
}

/** What an endorsed transaction would read and write, by namespace. */
export function readWriteSetOf(transaction: Transaction): Record<string, DecodedNamespace | undefined> {
    const envelope = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes()).getEnvelope();
    if (envelope === undefined) throw new Error('the transaction has no envelope');
    return decode(envelope.serializeBinary());
}

/** A key prefix that no other case uses. */
export function freshPrefix(): string {
    return `k${randomUUID().replaceAll('-', '')}`;
}
