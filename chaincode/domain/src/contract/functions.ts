// Every function that a channel member can call: the documented table, checked against the chaincode's own metadata.

export interface ContractFunction {
    /** Called as `contract:name`. */
    readonly contract: string;
    readonly name: string;
    /** A reading function is evaluated and never writes. */
    readonly kind: 'submit' | 'evaluate';
    /** All are strings; those with a codec of their name hold one JSON value each. Errors name fields by these names. */
    readonly parameters: readonly string[];
}

function functionsOf(contract: string, table: Readonly<Record<string, readonly [ContractFunction['kind'], ...string[]]>>): ContractFunction[] {
    return Object.entries(table).map(([name, [kind, ...parameters]]) => ({ contract, name, kind, parameters }));
}

export const CONTRACT_FUNCTIONS: readonly ContractFunction[] = [
    ...functionsOf('Membership', {
        FoundConsortium: ['submit', 'charter'],
        AcceptCharter: ['submit', 'charterHash'],
        GrantRole: ['submit', 'grant'],
        RevokeRole: ['submit', 'grant'],
        SuspendOrganisation: ['submit', 'mspId'],
        ProposeCharterChange: ['submit', 'change'],
        ChangeCharter: ['submit', 'decisionId'],
        WhoAmI: ['evaluate'],
        ReadCharter: ['evaluate'],
        ListMembers: ['evaluate', 'mspId', 'pageSize', 'bookmark'],
    }),
    ...functionsOf('Decisions', {
        DefineRoster: ['submit', 'roster'],
        ProposeRoster: ['submit', 'proposal'],
        Approve: ['submit', 'decisionId', 'contentHash'],
        Reject: ['submit', 'decisionId', 'contentHash'],
        Withdraw: ['submit', 'decisionId'],
        ReadRoster: ['evaluate', 'rosterId'],
        ReadDecision: ['evaluate', 'decisionId'],
        ListPending: ['evaluate', 'rosterId', 'pageSize', 'bookmark'],
    }),
    ...functionsOf('VehicleRecord', {
        RegisterVehicle: ['submit', 'vin', 'vehicle'],
        RecordEntry: ['submit', 'vin', 'entry'],
        RecordEntries: ['submit', 'entries'],
        ProposeCorrection: ['submit', 'vin', 'correction'],
        ConfirmCorrection: ['submit', 'vin', 'closing'],
        RejectCorrection: ['submit', 'vin', 'closing'],
        OpenDispute: ['submit', 'vin', 'dispute'],
        ResolveDispute: ['submit', 'vin', 'resolution'],
        OpenRecall: ['submit', 'vin', 'recall'],
        RetireVehicle: ['submit', 'vin', 'retirement'],
        OfferSale: ['submit', 'vin', 'offer'],
        WithdrawOffer: ['submit', 'vin', 'offerId'],
        ReadVehicle: ['evaluate', 'vin'],
        ReadHistory: ['evaluate', 'vin', 'pageSize', 'bookmark'],
        ReadJudgement: ['evaluate', 'vin'],
        CheckOdometer: ['evaluate', 'vin', 'reading'],
        ReadReport: ['evaluate', 'vin'],
        StoreDetails: ['submit', 'vin', 'entryId'],
        PurgeDetails: ['submit', 'vin', 'entryId'],
        ReadDetails: ['evaluate', 'vin', 'entryId'],
        VerifyDetails: ['evaluate', 'vin', 'mspId', 'entryId', 'disclosure'],
    }),
    ...functionsOf('PolicyWallet', {
        CreateProgramme: ['submit', 'programme'],
        PauseProgramme: ['submit', 'programmeId'],
        ResumeProgramme: ['submit', 'programmeId'],
        CheckPolicy: ['evaluate', 'programmeId', 'policy'],
        ProposePolicy: ['submit', 'programmeId', 'policy', 'decisionId'],
        PublishPolicy: ['submit', 'programmeId', 'policy', 'decisionId'],
        RegisterPayee: ['submit', 'payee'],
        SuspendPayee: ['submit', 'programmeId', 'payeeId'],
        RestorePayee: ['submit', 'programmeId', 'payeeId'],
        OpenWallet: ['submit', 'wallet'],
        ProposeWalletPolicy: ['submit', 'walletId', 'policy', 'decisionId'],
        SetWalletPolicy: ['submit', 'walletId', 'policy', 'decisionId'],
        FreezeWallet: ['submit', 'walletId', 'reason'],
        ProposeUnfreeze: ['submit', 'walletId', 'decisionId'],
        Unfreeze: ['submit', 'walletId', 'decisionId'],
        ProposeRecovery: ['submit', 'recovery'],
        CancelRecovery: ['submit', 'walletId', 'decisionId'],
        CompleteRecovery: ['submit', 'recovery'],
        ReadProgramme: ['evaluate', 'programmeId'],
        ReadPolicy: ['evaluate', 'programmeId', 'policyHash'],
        ReadPayee: ['evaluate', 'programmeId', 'payeeId'],
        ListPayees: ['evaluate', 'programmeId', 'pageSize', 'bookmark'],
        ReadWallet: ['evaluate', 'walletId'],
        Issue: ['submit', 'issue'],
        Pay: ['submit', 'payment'],
        Reserve: ['submit', 'reservation'],
        Capture: ['submit', 'capture'],
        Release: ['submit', 'programmeId', 'paymentId'],
        Refund: ['submit', 'refund'],
        Redeem: ['submit', 'redemption'],
        ReturnExpired: ['submit', 'returned'],
        Consolidate: ['submit', 'consolidation'],
        ProposePayment: ['submit', 'paymentProposal'],
        Explain: ['evaluate', 'order'],
        ReadCoins: ['evaluate', 'walletId', 'pageSize', 'bookmark'],
        ReadStatement: ['evaluate', 'walletId', 'pageSize', 'bookmark'],
        ReadJournal: ['evaluate', 'programmeId', 'pageSize', 'bookmark'],
        ReadPayment: ['evaluate', 'programmeId', 'paymentId'],
        Audit: ['evaluate', 'programmeId', 'bookmark'],
        DamageBound: ['evaluate', 'walletId', 'horizonDays'],
    }),
];
