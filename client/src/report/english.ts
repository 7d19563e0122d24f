// The report in English.
import { datedText, groupedDigits, type ReportPhrases } from './phrases.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

export const ENGLISH: ReportPhrases = {
    language: 'en',
    verdicts: {
        LOGICAL: 'The readings are consistent',
        ILLOGICAL: 'The odometer reading is not credible',
        NO_JUDGEMENT: 'No judgement is possible',
    },
    reasons: {
        '00_ASCENDING': {
            sentence: 'Every recorded reading is at least as high as the one before it.',
            whatToDo: 'Compare the last reading with the dashboard: it must not show less. Compare the VIN with the plate on the car.',
        },
        '01_ROLLOVER': {
            sentence: 'The meter has too few digits and has started again at zero, so the distance driven is higher than it shows.',
            whatToDo: 'Judge the car by its condition and its papers, and add the full round of the meter to what it shows.',
        },
        '02_REPLACED': {
            sentence: 'The odometer was replaced and the new one did not continue from the old one, so the readings cannot be compared across that day.',
            whatToDo: 'Ask for the invoice of the replacement and add the last reading of the old meter to what the new one shows.',
        },
        '04_LOWER_THAN_EARLIER': {
            sentence: 'A later reading is lower than an earlier one by 100 km or more, and nobody has explained it by a confirmed correction or a documented replacement.',
            whatToDo: 'Assume that the car has driven more than it shows. Do not rely on the displayed distance when you agree on a price; ask the seller for proof, or walk away.',
        },
        '05_IMPORTED': {
            sentence: 'The car was imported and no reading from the country it came from was supplied, so what it drove there is unknown.',
            whatToDo: 'Ask the seller for service papers or an inspection report from abroad before you believe the distance shown.',
        },
        '06_TOO_FEW': {
            sentence: 'Fewer than two usable readings are recorded, so there is nothing to compare.',
            whatToDo: 'Ask for invoices and inspection reports that show the reading on a date, and have the car inspected.',
        },
        '07_LEGACY': {
            sentence: 'A drop involves an old reading that was taken over from earlier records and not checked when it was entered, so it may be a typing error.',
            whatToDo: 'Ask for the original paper of the old reading, and compare it with this report.',
        },
    },
    findings: {
        ROLLBACK: 'The reading dropped by 100 km or more.',
        ROLLBACK_LEGACY: 'The reading dropped by 100 km or more, but one of the two readings comes from unchecked older records.',
        IMPLAUSIBLE_JUMP: 'The reading rose by more than a car can plausibly drive in that time.',
        ROLLOVER: 'The meter reached its last number and started again at zero.',
        MINOR_DROP: 'The reading dropped by less than 100 km, as happens when two meters or two people round differently.',
        STATIC: 'The car drove 150 km or less in 300 days or more.',
        REPLACED_CARRIED_OVER: 'The odometer was replaced and the new one continues from the old reading, as it should.',
        LATE_ENTRY: 'This was recorded more than 5 days after it happened.',
        UNUSABLE_READING: 'The meter could not be read, or the car had none.',
        MIXED_UNITS: 'Some readings are in kilometres and some in miles; they are compared exactly.',
        CORRECTION_PENDING: 'A correction was proposed and another organisation has not decided on it yet; it does not count.',
        CORRECTED: 'A reading was corrected; the original and who confirmed the correction are shown.',
        HINT_UNIT_MIXUP: 'One reading would fit if it were in the other unit (km or miles).',
        HINT_EXTRA_DIGIT: 'One reading would fit without one of its digits: it may have been mistyped.',
        HINT_MISSING_DIGIT: 'One reading would fit with one more digit: it may have been mistyped.',
        HINT_TRANSPOSED: 'One reading would fit with two digits exchanged: it may have been mistyped.',
        HINT_SINGLE_OUTLIER: 'One single reading does not fit; without it the others are consistent.',
        HINT_AMBIGUOUS: 'More than one reading could be the wrong one.',
        HINT_POSSIBLE_ROLLOVER: 'The car is old enough to have a five-digit meter, which may have started again at zero.',
    },
    unknownFinding: code => `A finding that this page is too old to explain (${code}).`,
    cautions: {
        RETIRED: 'The book is closed: the car was recorded as at the end of its life. It must not be sold as a car to drive.',
        OPEN_RECALL: 'A safety recall is open. A brand dealer repairs it free of charge: have it done before you drive the car.',
        OPEN_DISPUTE: 'One organisation disputes an entry of another. Ask the seller what it is about.',
        PENDING_CORRECTION: 'A correction of a reading awaits a decision. The reading counts as it was until then.',
        IMPLAUSIBLE_JUMP: 'One rise of the reading is larger than a car can plausibly drive. Ask whether it is a typing error.',
        WITHHELD: 'Not everything in the book is shown in this report. Ask the seller what is withheld and why.',
        GAPS: 'There is a long time without any reading. Ask for papers of that time.',
        IMPORTED: 'The car was imported. Ask for papers from the country it came from.',
    },
    checks: {
        MATCH: {
            title: 'The reading fits the book',
            sentence: 'The reading is what the book of this car leads one to expect today.',
            whatToDo: 'Ask the seller for the full report of the car all the same: this answer says nothing about the past.',
        },
        LOWER_THAN_LEDGER: {
            title: 'The reading is too low',
            sentence: 'A higher reading than this one is already recorded for this car.',
            whatToDo: 'Read the dashboard again, without tenths and without the trip meter. If it stays, do not rely on the distance shown.',
        },
        IMPLAUSIBLY_HIGH: {
            title: 'The reading is implausibly high',
            sentence: 'The reading is higher than the car can plausibly have driven since it was last read.',
            whatToDo: 'Read the dashboard again, without tenths, and check whether it shows kilometres or miles.',
        },
        NO_DATA: {
            title: 'There is nothing to compare with',
            sentence: 'The register holds no usable reading for this VIN, or does not know the car.',
            whatToDo: 'Compare the VIN with the plate on the car, and ask the seller for papers that show the reading on a date.',
        },
    },
    types: {
        VEHICLE_REGISTERED: 'Book opened', IMPORTED: 'Import', TECHNICAL_CHANGE: 'Technical change', END_OF_LIFE: 'End of life',
        READING: 'Reading', OEM_TELEMETRY: 'Reading sent by the car', ODOMETER_REPLACED: 'Odometer replaced',
        SERVICE: 'Service', REPAIR: 'Repair', BODYWORK: 'Bodywork', TYRES: 'Tyres', PART_REPLACED: 'Parts replaced', BATTERY_HEALTH: 'Battery health',
        INSPECTION: 'Inspection', EXPERT_REPORT: 'Expert report', RECALL_OPENED: 'Recall', RECALL_DONE: 'Recall repaired',
        STOCK_IN: 'Taken into stock', STOCK_OUT: 'Left the stock', KEEPER_CHANGED: 'New keeper',
        CORRECTION_PROPOSED: 'Correction proposed', CORRECTION_CONFIRMED: 'Correction confirmed', CORRECTION_REJECTED: 'Correction rejected',
        DISPUTE_OPENED: 'Dispute opened', DISPUTE_RESOLVED: 'Dispute resolved',
    },
    sources: {
        inspection: 'Inspection body', oem: 'Manufacturer', franchised: 'Brand garage', independent: 'Independent garage', dealer: 'Dealer',
        import: 'Papers from abroad', legacy: 'Older records, unchecked',
    },
    statuses: { READ: 'Read', UNREADABLE: 'Not readable', NO_ODOMETER: 'No odometer' },
    units: { km: 'km', mi: 'mi' },
    defectSeverities: { MINOR: 'minor', MAJOR: 'major', CRITICAL: 'dangerous' },
    inspectionResults: { PASSED: 'Passed', FAILED: 'Failed' },
    batteryMethods: { OBD: 'reported by the car', OEM: 'by the manufacturer', DISCHARGE: 'measured by discharging' },
    correctionStatuses: { PENDING: 'awaits a decision', CONFIRMED: 'confirmed', REJECTED: 'rejected' },
    disputeOutcomes: { UPHELD: 'found justified', DISMISSED: 'found unjustified', WITHDRAWN: 'withdrawn' },
    gaps: {
        BEFORE_FIRST_READING: 'from first registration to the first reading',
        BETWEEN_READINGS: 'between two readings',
        SINCE_LAST_READING: 'from the last reading to this report',
    },
    laterIsLower: 'A later reading is lower than this one by 100 km or more.',
    quoted: text => `“${text}”`,
    date: iso => datedText(iso, MONTHS),
    number: value => groupedDigits(value, ','),
};
