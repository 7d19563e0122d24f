// The face of the contract Membership: the consortium, its organisations, and the people who may write.
import {
    charterChangeCodec, charterCodec, roleGrantCodec,
    type Caller, type Charter, type CharterChangeProposal, type CharterState, type Decision, type Member, type MemberPage, type RoleGrant,
} from '@carnet/domain';
import { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { pageSizeText, type PageOptions } from '../call/page.js';
import type { Session } from '../call/session.js';
import { checkedByDomain } from '../errors/carnet-error.js';

/**
 * ```ts
 * const { charterHash } = await org1Admin.membership.found({ name: 'Trade', organisations: [
 *     { mspId: 'Org1MSP', name: 'Garage One', capabilities: ['workshop', 'inspector'] },
 *     { mspId: 'Org2MSP', name: 'Dealer Two', capabilities: ['dealer'] },
 * ] });
 * await org2Admin.membership.accept(charterHash);
 * const { identity } = await mechanic.membership.whoAmI();
 * await org1Admin.membership.grant({ identity, roles: ['workshop'] });
 * ```
 */
export class Membership {
    readonly #contract: ContractClient;

    constructor(session: Session) {
        this.#contract = new ContractClient(session, 'Membership');
    }

    /**
     * Proposes a charter of at least two organisations, and accepts it for the caller's. Needs an administrator of a founder.
     * @throws CarnetError NOT_ADMINISTRATOR, NOT_A_FOUNDER, CONSORTIUM_ALREADY_FOUNDED, and the decoder's codes naming the field
     */
    async found(charter: Charter, options: CallOptions = {}): Promise<CharterState> {
        const json = checkedByDomain(() => charterCodec.encode(charter));
        return this.#contract.committed('FoundConsortium', [json], options);
    }

    /** @throws CarnetError CHARTER_NOT_FOUND, NOT_ADMINISTRATOR, NOT_A_FOUNDER */
    async accept(charterHash: string, options: CallOptions = {}): Promise<CharterState> {
        return this.#contract.committed('AcceptCharter', [charterHash], options);
    }

    /**
     * Adds roles to an identity of the caller's own organisation.
     * @throws CarnetError NOT_ADMINISTRATOR, NOT_IN_CAPABILITIES, CONSORTIUM_NOT_FOUNDED
     */
    grant(grant: RoleGrant, options: CallOptions = {}): Promise<Member> {
        return this.#change('GrantRole', grant, options);
    }

    /** Takes roles away, at once. @throws CarnetError NOT_ADMINISTRATOR, MEMBER_NOT_FOUND */
    revoke(grant: RoleGrant, options: CallOptions = {}): Promise<Member> {
        return this.#change('RevokeRole', grant, options);
    }

    async #change(fn: 'GrantRole' | 'RevokeRole', grant: RoleGrant, options: CallOptions): Promise<Member> {
        const json = checkedByDomain(() => roleGrantCodec.encode(grant));
        return this.#contract.committed(fn, [json], options);
    }

    /**
     * Stops all writing by the caller's own organisation; another's is a change of the charter.
     * @throws CarnetError NOT_ADMINISTRATOR, VOTE_REQUIRED, LAST_ORGANISATION
     */
    async suspend(mspId: string, options: CallOptions = {}): Promise<CharterState> {
        return this.#contract.committed('SuspendOrganisation', [mspId], options);
    }

    /**
     * Puts a change of the charter to its organisations; an administrator of each votes on it (`carnet.decisions`), the proposer's too.
     *
     * ```ts
     * const { decisionId, contentHash } = await org1Admin.membership.proposeChange({
     *     decisionId: 'admit-3', type: 'ADMIT', mspId: 'Org3MSP', name: 'Inspection Nord', capabilities: ['inspector'],
     *     expiry: '2026-06-01T00:00:00.000Z',
     * });
     * for (const admin of [org1Admin, org2Admin]) await admin.decisions.approve(decisionId, contentHash);
     * await org1Admin.membership.changeCharter(decisionId);
     * ```
     * @throws CarnetError NOT_ADMINISTRATOR, ORGANISATION_NOT_ADMITTED, ALREADY_EXISTS, INVALID_DATE
     */
    async proposeChange(change: CharterChangeProposal, options: CallOptions = {}): Promise<Decision> {
        const json = checkedByDomain(() => charterChangeCodec.encode(change));
        return this.#contract.committed('ProposeCharterChange', [json], options);
    }

    /** Carries out a change that a majority has approved. @throws CarnetError APPROVAL_INSUFFICIENT, APPROVAL_STALE, APPROVAL_EXPIRED */
    async changeCharter(decisionId: string, options: CallOptions = {}): Promise<CharterState> {
        return this.#contract.committed('ChangeCharter', [decisionId], options);
    }

    /** The caller as the ledger sees him: identity, roles, organisation. */
    whoAmI(options: CallOptions = {}): Promise<Caller> {
        return this.#contract.evaluate('WhoAmI', [], options);
    }

    /** @throws CarnetError CONSORTIUM_NOT_FOUNDED */
    charter(options: CallOptions = {}): Promise<CharterState> {
        return this.#contract.evaluate('ReadCharter', [], options);
    }

    /** One page of an organisation's members; pass `bookmark` on for the next. */
    membersPage(mspId: string, { pageSize, bookmark = '', ...options }: PageOptions = {}): Promise<MemberPage> {
        return this.#contract.evaluate('ListMembers', [mspId, pageSizeText(pageSize), bookmark], options);
    }

    /** All members of an organisation, fetched page by page. */
    async *members(mspId: string, options: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<Member, void, undefined> {
        for await (const page of this.#contract.pages(bookmark => this.membersPage(mspId, { ...options, bookmark }))) yield* page.members;
    }
}
