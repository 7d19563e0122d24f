// One valid request of every kind, with every field in use: what tests send as it is, or spoil in one place.
import type {
    CaptureRequest, CoinFreezeRequest, CoinThawRequest, ConsolidationRequest, IssueRequest, PaymentProposal, PaymentRequest, RedemptionRequest,
    RefundRequest, ReservationRequest,
    ReturnRequest,
    Charter, CharterChangeProposal, CorrectionClosing, CorrectionProposal, Detail, DisputeRequest, DisputeResolution, EntryRequest,
    OdometerQuestion, OfferRequest, PayeeRequest, ProgrammeRequest, RecallRequest, RecoveryRequest, RetirementRequest, RoleGrant, RosterProposal,
    RosterRequest, VehicleRegistration, WalletRequest,
} from '@carnet/domain';

export const VIN = 'VF1KG1PBE34488860';

export const CHARTER = {
    name: 'Used cars of the region',
    organisations: [
        { mspId: 'Org1MSP', name: 'Garage Un', capabilities: ['workshop', 'inspector', 'dealer', 'issuer', 'registrar'] },
        { mspId: 'Org2MSP', name: 'Dealer Two', capabilities: ['workshop', 'dealer', 'authority'] },
    ],
} as const satisfies Charter;

export const CHARTER_CHANGE = {
    decisionId: 'admit-3', expiry: '2031-01-01T00:00:00.000Z', type: 'ADMIT', mspId: 'Org3MSP', name: 'Inspection Nord', capabilities: ['inspector'],
} as const satisfies CharterChangeProposal;

export const GRANT = {
    identity: 'x509::/C=US/ST=North Carolina/L=San Francisco/OU=client/CN=mechanic@org1.example.com::/C=US/O=org1.example.com/CN=ca.org1.example.com',
    roles: ['workshop', 'inspector'],
} as const satisfies RoleGrant;

export const VEHICLE = {
    make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'mi', odometerDigits: 6, confirmedVinWarnings: ['SERIAL_NOT_NUMERIC'],
} as const satisfies VehicleRegistration;

/** An inspection, since it has a field more than any other type. */
export const INSPECTION_ENTRY = {
    entryId: 'mot-2016-03-11',
    type: 'INSPECTION',
    date: '2016-03-11T09:05',
    odometer: { value: 51_370, unit: 'mi', status: 'READ', method: 'DASH' },
    source: 'inspection',
    work: ['stop lamp cleaned'],
    publicNote: 'retest within a week',
    inspection: { nature: 'PERIODIC', result: 'FAILED', defects: [{ code: '1.2.1d', severity: 'MAJOR' }] },
    evidence: [{ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', mediaType: 'application/pdf', size: 48_213, label: 'refusal' }],
    refs: { workOrder: 'WO-2016-118', recall: 'R-2015-07' },
    confirm: true,
} as const satisfies EntryRequest;

export const ENTRY = {
    entryId: 'wo-118',
    type: 'SERVICE',
    date: '2016-03-18',
    odometer: { value: 51_499, unit: 'mi', status: 'READ', method: 'DASH' },
    source: 'independent',
    work: ['oil and filter', 'timing belt'],
    confirm: true,
} as const satisfies EntryRequest;

export const REPLACEMENT_ENTRY = {
    entryId: 'meter-1', type: 'ODOMETER_REPLACED', date: '2017-05-02', source: 'franchised', replacement: { oldValue: 53_900, newValue: 12, unit: 'mi' },
    confirm: true,
} as const satisfies EntryRequest;

export const BATTERY_ENTRY = {
    entryId: 'battery-1', type: 'BATTERY_HEALTH', date: '2017-06-02', odometer: { unit: 'mi', status: 'UNREADABLE', method: 'OBD' }, source: 'independent',
    battery: { soh: 91, method: 'DISCHARGE' }, detailsHash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', confirm: true,
} as const satisfies EntryRequest;

export const IMPORT_ENTRY = {
    entryId: 'import-1', type: 'IMPORTED', date: '2017-07-02', source: 'import', imported: { country: 'DE' }, confirm: true,
} as const satisfies EntryRequest;

export const TECHNICAL_ENTRY = {
    entryId: 'technical-1', type: 'TECHNICAL_CHANGE', date: '2017-08-02', source: 'inspection',
    technical: { make: 'RENAULT', model: 'GRAND SCENIC', firstRegistration: '2009-01-05', odometerUnit: 'km', odometerDigits: 6 },
    confirm: true,
} as const satisfies EntryRequest;

/** Salts are random in use; here they are the SHA-256 of 'one', 'two' and 'three'. */
export const DETAILS = [
    { name: 'customerNumber', salt: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed', value: 'K-20931' },
    { name: 'invoice', salt: '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3', value: 'Timing belt and water pump, 684.20 EUR' },
    { name: 'plate', salt: '8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f', value: 'AB-123-CD' },
] as const satisfies readonly Detail[];

const EVIDENCE = INSPECTION_ENTRY.evidence;

export const CORRECTION = {
    entryId: 'correction-118', corrects: ENTRY.entryId, value: 51_498, unit: 'mi', reason: 'read once more', evidence: EVIDENCE, date: '2016-03-19T08:00',
} as const satisfies CorrectionProposal;

export const CLOSING = {
    entryId: 'closing-118', closes: { mspId: 'Org1MSP', entryId: CORRECTION.entryId }, date: '2016-03-20', reason: 'the photograph was seen',
} as const satisfies CorrectionClosing;

export const DISPUTE = {
    entryId: 'dispute-118', disputes: { mspId: 'Org1MSP', entryId: ENTRY.entryId }, reason: 'the car was elsewhere', evidence: EVIDENCE, date: '2016-04-01',
} as const satisfies DisputeRequest;

export const RESOLUTION = {
    entryId: 'resolution-118', closes: { mspId: 'Org2MSP', entryId: DISPUTE.entryId }, outcome: 'WITHDRAWN', reason: 'it was not', date: '2016-04-02',
} as const satisfies DisputeResolution;

export const RECALL = { entryId: 'recall-118', recall: 'R-2016-01', reason: 'brake hose', date: '2016-05-01' } as const satisfies RecallRequest;

export const RETIREMENT = { entryId: 'end-118', date: '2019-05-01', reason: 'destroyed', evidence: EVIDENCE } as const satisfies RetirementRequest;

export const OFFER = {
    offerId: 'offer-118', validUntil: '2016-06-01', termsHash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
} as const satisfies OfferRequest;

export const QUESTION = { value: 51_600, unit: 'mi', date: '2016-06-01' } as const satisfies OdometerQuestion;

/** Hashes of no key in use: tests that vote put those of their people in. */
export const ROSTER = {
    rosterId: 'managers', version: 1, threshold: 2, minOrganisations: 2, ordered: true, decisionId: 'decision-1',
    members: [
        { mspId: 'Org1MSP', publicKeyHash: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed', name: 'A. Martin, workshop' },
        { mspId: 'Org2MSP', publicKeyHash: '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3', name: 'B. Okafor' },
        { mspId: 'Org2MSP', publicKeyHash: '8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f', name: 'C. Lind' },
    ],
} as const satisfies RosterRequest;

const { decisionId, ...NEXT_ROSTER } = ROSTER;

export const ROSTER_PROPOSAL = {
    decisionId, roster: { ...NEXT_ROSTER, version: 2 }, expiry: '2031-01-01T00:00:00.000Z',
} as const satisfies RosterProposal;

export const PROGRAMME = {
    programmeId: 'meals', name: 'Meals for drivers', currency: { code: 'EUR', scale: 2 }, issueLimit: '1000000', roster: 'managers',
} as const satisfies ProgrammeRequest;

export const PAYEE = {
    programmeId: 'meals', payeeId: 'cafe', name: 'Café du Pont', walletId: 'cook', category: '5814', country: 'FR', region: 'FR-75', groups: ['partners', 'terrace'],
} as const satisfies PayeeRequest;

const [{ publicKeyHash }] = ROSTER.members;

export const WALLET = {
    walletId: 'driver', programmeId: 'meals', mspId: 'Org1MSP', publicKeyHash, roster: 'managers', recoveryDelaySeconds: 3_600,
} as const satisfies WalletRequest;

export const RECOVERY = { decisionId: 'recovery-1', walletId: 'driver', newKeyHash: publicKeyHash, kind: 'stolen' } as const satisfies RecoveryRequest;

const COINS = [`${publicKeyHash}.0`, `${publicKeyHash}.15`] as const;

export const ISSUE = {
    issueId: 'march', programmeId: 'meals', walletId: 'driver', amounts: ['2000', '1000'], expiresAt: '2026-12-31T00:00:00.000Z',
} as const satisfies IssueRequest;

const ORDER = { paymentId: 'lunch-1', walletId: 'driver', payeeId: 'cafe', amount: '1250', currency: 'EUR', channel: 'pos' } as const;

export const PAYMENT = {
    ...ORDER, reference: 'table 7', offer: { vin: VIN, offerId: 'offer-118', salt: publicKeyHash }, coins: COINS, change: '1750', decisionId: 'd-1',
} as const satisfies PaymentRequest;

export const RESERVATION = {
    ...ORDER, coins: COINS, change: '1750', capturableFrom: '2026-03-05T00:00:00.000Z', expiresAt: '2026-03-06T00:00:00.000Z',
} as const satisfies ReservationRequest;

export const CAPTURE = { programmeId: 'meals', paymentId: 'lunch-1', amount: '1250' } as const satisfies CaptureRequest;

export const REFUND = {
    refundId: 'back-1', programmeId: 'meals', paymentId: 'lunch-1', amount: '250', coins: COINS, change: '1000',
} as const satisfies RefundRequest;

export const REDEMPTION = { redemptionId: 'week-10', payeeId: 'cafe', programmeId: 'meals', coins: COINS } as const satisfies RedemptionRequest;

export const RETURNED = { returnId: 'old-1', walletId: 'driver', coins: COINS } as const satisfies ReturnRequest;

export const CONSOLIDATION = { consolidationId: 'one-1', walletId: 'driver', coins: COINS } as const satisfies ConsolidationRequest;

export const COIN_FREEZE = { walletId: 'driver', coins: COINS, reason: 'stolen on the way' } as const satisfies CoinFreezeRequest;

export const COIN_THAW = { decisionId: 'thaw-7', walletId: 'driver', coins: COINS } as const satisfies CoinThawRequest;

export const PAYMENT_PROPOSAL = {
    decisionId: 'd-1', order: { ...ORDER, reference: 'table 7' }, policies: [publicKeyHash], roster: 'managers', expiry: '2026-03-05T00:00:00.000Z',
} as const satisfies PaymentProposal;
