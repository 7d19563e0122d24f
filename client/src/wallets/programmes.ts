// The face of the contract PolicyWallet for those who stand behind money: programmes, their policies and payees, issue and audit.
import {
    issueCodec, payeeCodec, policyCodec, programmeCodec, returnCodec,
    type AuditPage, type Decision, type IssueRequest, type JournalPage, type JournalRow, type Movement, type Payee, type PayeePage, type PayeeRequest,
    type Policy, type PolicyRecord, type PolicyVerdict, type Programme, type ProgrammeRequest, type PublishedPolicy, type RequestCodec,
    type ReturnRequest,
} from '@carnet/domain';
import { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { pageSizeText, type PageOptions } from '../call/page.js';
import type { Session } from '../call/session.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import { addUp, type Audit } from './audit.js';

export interface PublishOptions extends CallOptions {
    /** The programme's roster decided it; without, only a version that is proved to tighten the one in force is published. */
    readonly decisionId?: string;
}

/**
 * ```ts
 * await issuer.programmes.create({
 *     programmeId: 'vouchers', name: 'Workshop vouchers', currency: { code: 'EUR', scale: 2 }, issueLimit: '10000000', roster: 'board',
 * });
 * await issuer.programmes.proposePolicy('vouchers', policy, 'vouchers-policy-1');
 * // … the members of the roster approve …
 * await issuer.programmes.publishPolicy('vouchers', policy, { decisionId: 'vouchers-policy-1' });
 * await issuer.programmes.issue({
 *     issueId: 'autumn', programmeId: 'vouchers', walletId: 'w-4711', amounts: ['5000', '5000'], expiresAt: '2027-12-31T23:00:00.000Z',
 * });
 * ```
 */
export class Programmes {
    readonly #contract: ContractClient;

    constructor(session: Session) {
        this.#contract = new ContractClient(session, 'PolicyWallet');
    }

    async #submit<Request, Answer>(fn: string, codec: RequestCodec<Request>, request: Request, options: CallOptions): Promise<Answer> {
        const json = checkedByDomain(() => codec.encode(request));
        return this.#contract.committed(fn, [json], options);
    }

    /** Role issuer: the programme is its organisation's. @throws CarnetError ROLE_REQUIRED, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE */
    create(programme: ProgrammeRequest, options: CallOptions = {}): Promise<Programme> {
        return this.#submit('CreateProgramme', programmeCodec, programme, options);
    }

    /** Nothing is issued, paid or captured meanwhile. @throws CarnetError PROGRAMME_NOT_FOUND, ROLE_REQUIRED, PROGRAMME_PAUSED */
    async pause(programmeId: string, options: CallOptions = {}): Promise<Programme> {
        return this.#contract.committed('PauseProgramme', [programmeId], options);
    }

    /** @throws CarnetError PROGRAMME_NOT_FOUND, ROLE_REQUIRED, PROGRAMME_NOT_PAUSED */
    async resume(programmeId: string, options: CallOptions = {}): Promise<Programme> {
        return this.#contract.committed('ResumeProgramme', [programmeId], options);
    }

    /** @throws CarnetError PROGRAMME_NOT_FOUND */
    read(programmeId: string, options: CallOptions = {}): Promise<Programme> {
        return this.#contract.evaluate('ReadProgramme', [programmeId], options);
    }

    /** What `publishPolicy` would say of it, in full: what is refused and with which witness, or what was proved. */
    checkPolicy(programmeId: string, policy: Policy, options: CallOptions = {}): Promise<PolicyVerdict> {
        const json = checkedByDomain(() => policyCodec.encode(policy));
        return this.#contract.evaluate('CheckPolicy', [programmeId, json], options);
    }

    /** Opens a decision of the programme's roster about exactly this policy. @throws CarnetError with the code of the first finding against it */
    async proposePolicy(programmeId: string, policy: Policy, decisionId: string, options: CallOptions = {}): Promise<Decision> {
        const json = checkedByDomain(() => policyCodec.encode(policy));
        return this.#contract.committed('ProposePolicy', [programmeId, json, decisionId], options);
    }

    /**
     * Puts a policy in force for what is issued from now on; coins keep the policy under which they were issued.
     * @throws CarnetError with the code of the first finding that refuses it (`details.findings` has all, with witnesses), DECISION_NEEDED,
     * POLICY_VERSION, LIMIT_REDEFINED, CURRENCY_MISMATCH, APPROVAL_INSUFFICIENT, APPROVAL_STALE
     */
    async publishPolicy(programmeId: string, policy: Policy, { decisionId = '', ...options }: PublishOptions = {}): Promise<PublishedPolicy> {
        const json = checkedByDomain(() => policyCodec.encode(policy));
        return this.#contract.committed('PublishPolicy', [programmeId, json, decisionId], options);
    }

    /** A policy of the programme, or of one of its wallets, with what was proved of it. @throws CarnetError POLICY_NOT_FOUND */
    policy(programmeId: string, policyHash: string, options: CallOptions = {}): Promise<PolicyRecord> {
        return this.#contract.evaluate('ReadPolicy', [programmeId, policyHash], options);
    }

    /**
     * Role registrar. With other facts it is a new version of the payee.
     * @throws CarnetError ROLE_REQUIRED, WALLET_NOT_FOUND, WALLET_OF_OTHER_PROGRAMME
     */
    registerPayee(payee: PayeeRequest, options: CallOptions = {}): Promise<Payee> {
        return this.#submit('RegisterPayee', payeeCodec, payee, options);
    }

    /** @throws CarnetError PAYEE_UNKNOWN, ROLE_REQUIRED, PAYEE_SUSPENDED */
    async suspendPayee(programmeId: string, payeeId: string, options: CallOptions = {}): Promise<Payee> {
        return this.#contract.committed('SuspendPayee', [programmeId, payeeId], options);
    }

    /** @throws CarnetError PAYEE_UNKNOWN, ROLE_REQUIRED, PAYEE_NOT_SUSPENDED */
    async restorePayee(programmeId: string, payeeId: string, options: CallOptions = {}): Promise<Payee> {
        return this.#contract.committed('RestorePayee', [programmeId, payeeId], options);
    }

    /** @throws CarnetError PAYEE_UNKNOWN */
    payee(programmeId: string, payeeId: string, options: CallOptions = {}): Promise<Payee> {
        return this.#contract.evaluate('ReadPayee', [programmeId, payeeId], options);
    }

    /** All payees, in the order of their ids, fetched page by page. */
    async *payees(programmeId: string, { pageSize, ...options }: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<Payee, void, undefined> {
        const read = (bookmark: string): Promise<PayeePage> =>
            this.#contract.evaluate('ListPayees', [programmeId, pageSizeText(pageSize), bookmark], options);
        for await (const page of this.#contract.pages(read)) yield* page.payees;
    }

    /**
     * Issues one coin of each amount into a wallet, under the policy in force. Made again, it issues nothing more.
     * @throws CarnetError ROLE_REQUIRED, PROGRAMME_PAUSED, ISSUE_LIMIT_EXCEEDED, WALLET_OF_OTHER_PROGRAMME, POLICY_NOT_FOUND, POLICY_EXPIRED,
     * INVALID_DATE
     */
    issue(issue: IssueRequest, options: CallOptions = {}): Promise<Movement> {
        return this.#submit('Issue', issueCodec, issue, options);
    }

    /** Burns coins whose expiry and grace are over. @throws CarnetError COIN_NOT_EXPIRED, COIN_SPENT, ROLE_REQUIRED */
    returnExpired(request: ReturnRequest, options: CallOptions = {}): Promise<Movement> {
        return this.#submit('ReturnExpired', returnCodec, request, options);
    }

    /** All rows of the journal, by kind and id, fetched page by page. */
    async *journal(programmeId: string, { pageSize, ...options }: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<JournalRow, void, undefined> {
        const read = (bookmark: string): Promise<JournalPage> =>
            this.#contract.evaluate('ReadJournal', [programmeId, pageSizeText(pageSize), bookmark], options);
        for await (const page of this.#contract.pages(read)) yield* page.rows;
    }

    /**
     * Adds up every coin and every movement of the programme, page by page, and compares: coins = issued − redeemed − burned.
     * Pause the programme, or let it rest: money that moves between two pages is counted twice or not at all.
     */
    audit(programmeId: string, options: CallOptions = {}): Promise<Audit> {
        const read = (bookmark: string): Promise<AuditPage> => this.#contract.evaluate('Audit', [programmeId, bookmark], options);
        return addUp(this.#contract.pages(read));
    }
}
