// Managers of two companies and their rosters on the network in one process: votes by name, refusals by code.
import { type Caller, type Decision, type DecisionState, type ParsedFailure, type Roster, type RosterMember, type VoteReceipt } from '@carnet/domain';
import type { InProcessUser } from '../in-process/network.js';
import { Trade, type Done } from './trade.js';

export interface Manager { readonly user: InProcessUser; readonly member: RosterMember }

export class Managers {
    #rosters = 0;
    #decisions = 0;

    private constructor(readonly trade: Trade, readonly all: readonly Manager[]) {}

    /** `people`: the organisation of each manager. */
    static async gather(trade: Trade, ...people: ('org1' | 'org2')[]): Promise<Managers> {
        const all: Manager[] = [];
        for (const [index, org] of people.entries()) {
            const user = await trade.network.issueUser(org, { name: `manager${index}` });
            const { mspId, publicKeyHash } = await trade.evaluate(user, 'Membership:WhoAmI') as Caller;
            all.push({ user, member: { mspId, publicKeyHash, name: `Manager ${index}` } });
        }
        return new Managers(trade, all);
    }

    /** A roster of all managers that nobody has defined yet. */
    roster(rules: Partial<Roster> = {}): Roster {
        this.#rosters += 1;
        return {
            rosterId: `roster-${this.#rosters}`, version: 1, members: this.all.map(({ member }) => member), threshold: 2, minOrganisations: 1, ...rules,
        };
    }

    user(index: number): InProcessUser {
        const manager = this.all[index];
        if (manager === undefined) throw new Error(`there is no manager ${index}`);
        return manager.user;
    }

    async define(roster: Roster & { readonly decisionId?: string }, by = 0): Promise<Done> {
        return this.trade.submit(this.user(by), 'Decisions:DefineRoster', JSON.stringify(roster));
    }

    /** A roster in force, and the decision to change it, not voted on yet. */
    async proposed(rules: Partial<Roster> = {}, { by = 0, seconds = 3_600 } = {}): Promise<{ readonly decision: Decision; readonly next: Roster }> {
        const roster = this.roster(rules);
        await this.define(roster);
        const next: Roster = { ...roster, version: 2, threshold: 1, minOrganisations: 1 };
        return { next, decision: await this.propose(next, { by, seconds }) };
    }

    async propose(next: Roster, { by = 0, seconds = 3_600 } = {}): Promise<Decision> {
        this.#decisions += 1;
        const proposal = { decisionId: `decision-${this.#decisions}`, roster: next, expiry: new Date(Date.now() + seconds * 1_000).toISOString() };
        return (await this.trade.submit(this.user(by), 'Decisions:ProposeRoster', JSON.stringify(proposal))).answer as Decision;
    }

    async approve({ decisionId, contentHash }: Decision, by: number): Promise<Done> {
        return this.trade.submit(this.user(by), 'Decisions:Approve', decisionId, contentHash);
    }

    async approveAll(decision: Decision, ...by: number[]): Promise<void> {
        for (const index of by) await this.approve(decision, index);
    }

    async reject({ decisionId, contentHash }: Decision, by: number): Promise<VoteReceipt> {
        return (await this.trade.submit(this.user(by), 'Decisions:Reject', decisionId, contentHash)).answer as VoteReceipt;
    }

    async refusedVote({ decisionId, contentHash }: Decision, by: InProcessUser, vote: 'Approve' | 'Reject' = 'Approve'): Promise<ParsedFailure> {
        return this.trade.refused(by, `Decisions:${vote}`, decisionId, contentHash);
    }

    async refusedDefinition(roster: Roster & { readonly decisionId?: string }, by = 0): Promise<ParsedFailure> {
        return this.trade.refused(this.user(by), 'Decisions:DefineRoster', JSON.stringify(roster));
    }

    async read(decisionId: string): Promise<DecisionState> {
        return await this.trade.evaluate(this.user(0), 'Decisions:ReadDecision', decisionId) as DecisionState;
    }
}

