// The contract `Decisions`: a number of managers agree, the same way everywhere.
import { canonicalJson, decodeElectorateId, decodePageSize, decoders, rosterCodec, rosterProposalCodec } from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { readRoster } from '../decisions/decision-state';
import { listPending, readDecision } from '../decisions/reading';
import { defineRoster, proposeRoster } from '../decisions/rosters';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';
import { approve } from './approving';
import { reject, withdraw } from './ending';

@Info({ title: 'Decisions', description: 'A number of managers agree on exactly one thing: rosters, votes and what they amount to' })
export class DecisionsContract extends LedgerContract {
    constructor() {
        super('Decisions');
    }

    /** Defines a roster, or puts its next version in force by a decision. Answers Roster. */
    @Transaction()
    @Returns('string')
    async DefineRoster(context: LedgerContext, roster: string): Promise<string> {
        return canonicalJson(await defineRoster(context, rosterCodec.decode(roster)));
    }

    /** Proposes the next version of a roster to its members. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeRoster(context: LedgerContext, proposal: string): Promise<string> {
        return canonicalJson(await proposeRoster(context, rosterProposalCodec.decode(proposal)));
    }

    /** Votes for what has this content hash; the approval of a recovery holds the wallet. Answers VoteReceipt. */
    @Transaction()
    @Returns('string')
    async Approve(context: LedgerContext, decisionId: string, contentHash: string): Promise<string> {
        return canonicalJson(await approve(context, decoders.identifier(decisionId, 'decisionId'), decoders.sha256Text(contentHash, 'contentHash')));
    }

    /** Votes against it; of a roster, one vote against closes the decision, and a wallet that a recovery held is frozen. Answers VoteReceipt. */
    @Transaction()
    @Returns('string')
    async Reject(context: LedgerContext, decisionId: string, contentHash: string): Promise<string> {
        return canonicalJson(await reject(context, decoders.identifier(decisionId, 'decisionId'), decoders.sha256Text(contentHash, 'contentHash')));
    }

    /** Ends a decision that the caller proposed; a wallet that a recovery held is frozen. Answers Decision. */
    @Transaction()
    @Returns('string')
    async Withdraw(context: LedgerContext, decisionId: string): Promise<string> {
        return canonicalJson(await withdraw(context, decoders.identifier(decisionId, 'decisionId')));
    }

    /** The version of a roster that is in force. Answers Roster. */
    @Transaction(false)
    @Returns('string')
    async ReadRoster(context: LedgerContext, rosterId: string): Promise<string> {
        return canonicalJson(await readRoster(context, decoders.identifier(rosterId, 'rosterId')));
    }

    /** A decision with what is decided, its votes and what they amount to. Answers DecisionState. */
    @Transaction(false)
    @Returns('string')
    async ReadDecision(context: LedgerContext, decisionId: string): Promise<string> {
        return canonicalJson(await readDecision(context, decoders.identifier(decisionId, 'decisionId')));
    }

    /** What waits for the votes of a roster, or of the organisations (`@charter`). Answers DecisionPage. */
    @Transaction(false)
    @Returns('string')
    async ListPending(context: LedgerContext, rosterId: string, pageSize: string, bookmark: string): Promise<string> {
        const electorate = decodeElectorateId(rosterId);
        const size = decodePageSize(pageSize);
        context.requireTime();
        return canonicalJson(await listPending(context, electorate, size, bookmark));
    }
}
