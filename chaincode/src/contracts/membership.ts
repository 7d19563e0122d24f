// The contract `Membership`: which company takes part, and which of its people may do what.
import { canonicalJson, charterChangeCodec, charterCodec, decodeBookmark, decodePageSize, decoders, roleGrantCodec, CarnetFailure, type Caller, type MemberPage } from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { changeCharter, proposeCharterChange } from '../decisions/charter-changing';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';
import { requireOrganisation } from '../membership/authorisation';
import { charterState, organisations, readCharterInForce, readSuspended } from '../membership/charter-state';
import { acceptCharter, foundConsortium } from '../membership/founding';
import { members, readMembers } from '../membership/member-state';
import { grantRoles, revokeRoles } from '../membership/roles';
import { suspendOrganisation } from '../membership/suspension';

@Info({ title: 'Membership', description: 'Which company takes part, and which of its people may do what' })
export class MembershipContract extends LedgerContract {
    constructor() {
        super('Membership');
    }

    /** Proposes a charter and accepts it for the caller's organisation. Answers CharterState. */
    @Transaction()
    @Returns('string')
    async FoundConsortium(context: LedgerContext, charter: string): Promise<string> {
        return canonicalJson(await foundConsortium(context, charterCodec.decode(charter)));
    }

    /** Accepts a proposed charter for the caller's organisation. Answers CharterState. */
    @Transaction()
    @Returns('string')
    async AcceptCharter(context: LedgerContext, charterHash: string): Promise<string> {
        return canonicalJson(await acceptCharter(context, decoders.sha256Text(charterHash, 'charterHash')));
    }

    /** Gives roles to an identity of the caller's organisation. Answers Member. */
    @Transaction()
    @Returns('string')
    async GrantRole(context: LedgerContext, grant: string): Promise<string> {
        return canonicalJson(await grantRoles(context, roleGrantCodec.decode(grant)));
    }

    /** Takes roles from an identity of the caller's organisation. Answers Member. */
    @Transaction()
    @Returns('string')
    async RevokeRole(context: LedgerContext, grant: string): Promise<string> {
        return canonicalJson(await revokeRoles(context, roleGrantCodec.decode(grant)));
    }

    /** Suspends the caller's own organisation. Answers CharterState. */
    @Transaction()
    @Returns('string')
    async SuspendOrganisation(context: LedgerContext, mspId: string): Promise<string> {
        return canonicalJson(await suspendOrganisation(context, decoders.identifier(mspId, 'mspId')));
    }

    /** Puts a change of the charter to its organisations. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeCharterChange(context: LedgerContext, change: string): Promise<string> {
        return canonicalJson(await proposeCharterChange(context, charterChangeCodec.decode(change)));
    }

    /** Carries out a change that a majority of the organisations has approved. Answers CharterState. */
    @Transaction()
    @Returns('string')
    async ChangeCharter(context: LedgerContext, decisionId: string): Promise<string> {
        return canonicalJson(await changeCharter(context, decoders.identifier(decisionId, 'decisionId')));
    }

    /** Who the ledger takes the caller for. Answers Caller. */
    @Transaction(false)
    @Returns('string')
    async WhoAmI(context: LedgerContext): Promise<string> {
        const { mspId, identity, administrator, publicKeyHash } = context.caller;
        const record = await organisations(context).read(mspId);
        const member = await members(context).read(mspId, identity);
        const answer: Caller = {
            mspId, identity, administrator, publicKeyHash,
            roles: member?.roles ?? [],
            organisation: record === undefined ? null : { capabilities: record.capabilities, suspended: record.suspended },
        };
        return canonicalJson(answer);
    }

    /** The charter in force. Answers CharterState. */
    @Transaction(false)
    @Returns('string')
    async ReadCharter(context: LedgerContext): Promise<string> {
        const { charterHash, proposal } = await readCharterInForce(context);
        return canonicalJson(charterState(charterHash, proposal, true, await readSuspended(context, proposal.charter)));
    }

    /** Members of an organisation in the order of their first grant. Answers MemberPage. */
    @Transaction(false)
    @Returns('string')
    async ListMembers(context: LedgerContext, mspId: string, pageSize: string, bookmark: string): Promise<string> {
        const organisation = decoders.identifier(mspId, 'mspId');
        const size = decodePageSize(pageSize);
        const [start = 0] = decodeBookmark(bookmark, 1);
        await requireOrganisation(context, organisation);
        const { members: found, count } = await readMembers(context, organisation, start, size);
        if (start > 0 && start >= count) throw new CarnetFailure('INVALID_BOOKMARK', 'There is no member at this place.', { field: 'bookmark' });
        const next = start + found.length;
        const page: MemberPage = { members: found, bookmark: next < count ? String(next) : '' };
        return canonicalJson(page);
    }
}
