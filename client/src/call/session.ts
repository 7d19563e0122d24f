// The connection that calls are made on: gateway, channel and chaincode, the signer, and the limits of time.
import type { ChaincodeEvent, CloseableAsyncIterable, Contract, Gateway, Proposal, Signer, Transaction } from '@hyperledger/fabric-gateway';
import { gateway as protos, msp } from '@hyperledger/fabric-protos';
import { CarnetError } from '../errors/carnet-error.js';
import type { Backoff } from './backoff.js';
import type { Deadlines } from './deadline.js';
import { nameOf, type CallOptions, type Invocation } from './invocation.js';
import type { Journal, SignedTransaction } from './journal.js';

export interface SessionParts {
    readonly gateway: Gateway;
    readonly signer: Signer;
    readonly channel: string;
    readonly chaincode: string;
    readonly deadlines: Required<Deadlines>;
    readonly backoff: Backoff;
    readonly journal: Journal | undefined;
}

export class Session {
    readonly deadlines: Required<Deadlines>;
    readonly backoff: Backoff;
    readonly journal: Journal | undefined;
    readonly #parts: SessionParts;
    readonly #contracts = new Map<string, Contract>();
    readonly #closing = new AbortController();

    constructor(parts: SessionParts) {
        this.#parts = parts;
        this.deadlines = parts.deadlines;
        this.backoff = parts.backoff;
        this.journal = parts.journal;
    }

    /** Organisation of the identity that signs. */
    get mspId(): string {
        return this.#parts.gateway.getIdentity().mspId;
    }

    /** Certificate of the identity that signs, PEM. */
    get certificate(): string {
        return Buffer.from(this.#parts.gateway.getIdentity().credentials).toString('utf8');
    }

    /** Signs a text as the calls are signed: for content that others verify without the ledger. @returns base64 of the DER signature */
    async signText(text: string): Promise<string> {
        return Buffer.from(await this.#parts.signer(Buffer.from(text, 'utf8'))).toString('base64');
    }

    close(): void {
        this.#closing.abort();
    }

    /** Triggered by `close`: ends what would go on for ever. */
    get closing(): AbortSignal {
        return this.#closing.signal;
    }

    /** For whom and where calls are made: what is kept about them is of use there only. */
    get scope(): { readonly mspId: string; readonly channel: string; readonly chaincode: string } {
        const { gateway, channel, chaincode } = this.#parts;
        return { mspId: gateway.getIdentity().mspId, channel, chaincode };
    }

    /**
     * @param sent the transaction that may be with the ordering service, if there is one
     * @throws CarnetError CLIENT_CLOSED
     */
    requireOpen(sent?: { readonly transactionId: string }): void {
        if (!this.#closing.signal.aborted) return;
        if (sent === undefined) throw new CarnetError('CLIENT_CLOSED', 'The client was closed; nothing was submitted.');
        throw new CarnetError('CLIENT_CLOSED', 'The client was closed after the transaction was submitted: its outcome is not known.', {
            transactionId: sent.transactionId, outcome: 'unknown',
        });
    }

    newProposal(invocation: Invocation, { transient, endorsingOrganizations }: CallOptions): Proposal {
        this.requireOpen();
        return this.#contract(invocation.contract).newProposal(invocation.fn, {
            arguments: [...invocation.args],
            ...transient === undefined ? {} : { transientData: { ...transient } },
            ...endorsingOrganizations === undefined ? {} : { endorsingOrganizations: [...endorsingOrganizations] },
        });
    }

    /** The chaincode's events of committed blocks, in the order of the ledger; waits for those to come. To be closed. */
    chaincodeEvents(startBlock: bigint): Promise<CloseableAsyncIterable<ChaincodeEvent>> {
        this.requireOpen();
        return this.#parts.gateway.getNetwork(this.#parts.channel).getChaincodeEvents(this.#parts.chaincode, { startBlock });
    }

    #contract(name: string): Contract {
        const known = this.#contracts.get(name);
        if (known !== undefined) return known;
        const network = this.#parts.gateway.getNetwork(this.#parts.channel);
        const contract = name === '' ? network.getContract(this.#parts.chaincode) : network.getContract(this.#parts.chaincode, name);
        this.#contracts.set(name, contract);
        return contract;
    }

    /** Signs once and for all: ECDSA signatures of one message differ, and what is sent again must be the same bytes. */
    async sign(transaction: Transaction, invocation: Invocation): Promise<SignedTransaction> {
        const signature = await this.#parts.signer(transaction.getDigest());
        const signed = this.#parts.gateway.newSignedTransaction(transaction.getBytes(), signature);
        return {
            transactionId: signed.getTransactionId(),
            call: nameOf(invocation),
            signedAt: new Date().toISOString(),
            bytes: signed.getBytes(),
        };
    }

    /** The transaction in a form that can be submitted, again and again. */
    restore({ bytes }: Pick<SignedTransaction, 'bytes'>): Transaction {
        return this.#parts.gateway.newTransaction(bytes);
    }

    /** The question for the outcome of a transaction, signed when it is asked first and then reused. */
    newCommit(transactionId: string) {
        const { mspId, credentials } = this.#parts.gateway.getIdentity();
        const creator = new msp.SerializedIdentity();
        creator.setMspid(mspId);
        creator.setIdBytes(credentials);
        const request = new protos.CommitStatusRequest();
        request.setChannelId(this.#parts.channel);
        request.setTransactionId(transactionId);
        request.setIdentity(creator.serializeBinary());
        const signable = new protos.SignedCommitStatusRequest();
        signable.setRequest(request.serializeBinary());
        return this.#parts.gateway.newCommit(signable.serializeBinary());
    }
}
