// What a refusal asks the writer to look at again, in sentences, and the option that answers it.
import type { Policy, PolicyFinding, PolicyReason, SoftFinding, VinWarning } from '@carnet/domain';
import type { CarnetError } from '../errors/carnet-error.js';
import { VIN_WARNING_MEANINGS } from './vehicle/vin-check.js';
import { reasonLine } from './wallet/lines.js';

const FINDING_MEANINGS: Readonly<Record<SoftFinding, string>> = {
    LOWER_THAN_BEFORE: 'the reading is 100 km or more below the highest one before it',
    HIGHER_THAN_AFTER: 'the reading is 100 km or more above the one after it',
    ABOVE_CAP: 'the reading is farther from the one before it than a car goes in that time',
    UNIT_DIFFERS: 'the reading is in another unit than the car\'s meter',
    LATE: 'the event is more than 5 days ago',
};

function explained(codes: unknown, meanings: Readonly<Record<SoftFinding | VinWarning, string>>): string[] {
    const known = (code: unknown): code is keyof typeof meanings => typeof code === 'string' && Object.hasOwn(meanings, code);
    return Array.isArray(codes) ? codes.map(code => `  ${String(code)}${known(code) ? `: ${meanings[code]}` : ''}`) : [];
}

/** All reasons against a payment; amounts in minor units where the currency is not known. */
function reasonLines({ reasons, currency }: CarnetError['details']): string[] {
    const known = currency as Policy['currency'] | undefined ?? { code: 'minor units', scale: 0 };
    return Array.isArray(reasons) ? (reasons as readonly PolicyReason[]).map(reason => reasonLine(reason, known)) : [];
}

/** What is found against a policy, each with the payment that shows it. */
function findingLines(findings: unknown): string[] {
    if (!Array.isArray(findings)) return [];
    return (findings as readonly PolicyFinding[]).flatMap(({ code, id, sentence, witness }) => [
        `  ${code}${id === undefined ? '' : ` ${id}`}: ${sentence}`, ...witness === undefined ? [] : [`    witness: ${JSON.stringify(witness)}`],
    ]);
}

/** Lines after the message of an error; none where it asks nothing. */
export function refusalLines({ code, details }: CarnetError): string[] {
    const meanings = { ...FINDING_MEANINGS, ...VIN_WARNING_MEANINGS };
    if (code === 'CONFIRMATION_NEEDED') return [...explained(details['findings'], meanings), 'Where it is right all the same, add --confirm.'];
    if (code === 'VIN_NOT_CONFIRMED') return [...explained(details['warnings'], meanings), 'Where it is right all the same, add --confirm-vin.'];
    if (code === 'APPROVAL_INSUFFICIENT') return [...reasonLines(details), 'Have it approved: `carnet wallet propose` asks the roster.'];
    return [...reasonLines(details), ...findingLines(details['findings'])];
}
