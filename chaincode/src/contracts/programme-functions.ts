// Of the contract `PolicyWallet` the functions about programmes: what money is for, its policies, and who is paid with it.
import { canonicalJson, decodeOptionalDecision, decodePageSize, decoders, payeeCodec, policyCodec, programmeCodec } from '@carnet/domain';
import { Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';
import { listPayees, registerPayee, restorePayee, suspendPayee } from '../wallet/payees';
import { checkPolicyFor, proposePolicy, publishPolicy } from '../wallet/policies';
import { readPolicyRecord } from '../wallet/policy-judging';
import { createProgramme, pauseProgramme, resumeProgramme } from '../wallet/programmes';
import { readPayee, readProgramme } from '../wallet/wallet-state';

const { identifier, sha256Text } = decoders;

export abstract class ProgrammeFunctions extends LedgerContract {
    /** Creates a programme of the caller's organisation. Answers Programme. */
    @Transaction()
    @Returns('string')
    async CreateProgramme(context: LedgerContext, programme: string): Promise<string> {
        return canonicalJson(await createProgramme(context, programmeCodec.decode(programme)));
    }

    /** Stops issue and payments of a programme. Answers Programme. */
    @Transaction()
    @Returns('string')
    async PauseProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await pauseProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** Lets a paused programme go on. Answers Programme. */
    @Transaction()
    @Returns('string')
    async ResumeProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await resumeProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** Proves a policy for a programme, and writes nothing. Answers PolicyVerdict. */
    @Transaction(false)
    @Returns('string')
    async CheckPolicy(context: LedgerContext, programmeId: string, policy: string): Promise<string> {
        return canonicalJson(await checkPolicyFor(context, identifier(programmeId, 'programmeId'), policyCodec.decode(policy)));
    }

    /** Asks the programme's roster for a policy. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposePolicy(context: LedgerContext, programmeId: string, policy: string, decisionId: string): Promise<string> {
        const programme = identifier(programmeId, 'programmeId');
        return canonicalJson(await proposePolicy(context, programme, policyCodec.decode(policy), identifier(decisionId, 'decisionId')));
    }

    /** Puts a policy in force, proved and, unless it tightens, decided. Answers PublishedPolicy. */
    @Transaction()
    @Returns('string')
    async PublishPolicy(context: LedgerContext, programmeId: string, policy: string, decisionId: string): Promise<string> {
        const programme = identifier(programmeId, 'programmeId');
        return canonicalJson(await publishPolicy(context, programme, policyCodec.decode(policy), decodeOptionalDecision(decisionId)));
    }

    /** Registers a payee, or gives it other facts. Answers Payee. */
    @Transaction()
    @Returns('string')
    async RegisterPayee(context: LedgerContext, payee: string): Promise<string> {
        return canonicalJson(await registerPayee(context, payeeCodec.decode(payee)));
    }

    /** Stops payments to a payee. Answers Payee. */
    @Transaction()
    @Returns('string')
    async SuspendPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await suspendPayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** Lets a suspended payee be paid again. Answers Payee. */
    @Transaction()
    @Returns('string')
    async RestorePayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await restorePayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** A programme. Answers Programme. */
    @Transaction(false)
    @Returns('string')
    async ReadProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await readProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** A policy of a programme or of its wallets, with what was proved of it. Answers PolicyRecord. */
    @Transaction(false)
    @Returns('string')
    async ReadPolicy(context: LedgerContext, programmeId: string, policyHash: string): Promise<string> {
        return canonicalJson(await readPolicyRecord(context, identifier(programmeId, 'programmeId'), sha256Text(policyHash, 'policyHash')));
    }

    /** A payee. Answers Payee. */
    @Transaction(false)
    @Returns('string')
    async ReadPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await readPayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** The payees of a programme. Answers PayeePage. */
    @Transaction(false)
    @Returns('string')
    async ListPayees(context: LedgerContext, programmeId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await listPayees(context, identifier(programmeId, 'programmeId'), decodePageSize(pageSize), bookmark));
    }
}
