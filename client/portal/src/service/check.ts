// The dashboard check: at most so many questions per visitor and per car, so that no reading can be found by halving.
import { checkVin, type OdometerCheck, type OdometerCorrection } from '@carnet/domain';
import type { CheckState } from '../page/check-page.js';
import { Limiter } from './limits.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Asks the ledger. A car that is not registered answers NO_DATA, so that nobody can list which cars are. */
export type AskLedger = (vin: string, reading: OdometerCorrection) => Promise<OdometerCheck['answer']>;

const PER_VISITOR = [{ count: 10, span: HOUR }, { count: 30, span: DAY }];
/**
 * Across all visitors, also for VINs that are not registered. To find a reading of 0…500 000 to within 1 000 by halving takes nine
 * answers: at this rate most of a month, in which the car drives on.
 */
const PER_VIN = [{ count: 3, span: DAY }, { count: 10, span: 30 * DAY }];

export interface CheckReply { readonly status: number; readonly state: CheckState }

/** Digits with the separators that people write: 93 320, 93.320, 93'320. */
function readingOf(text: string): number | undefined {
    const digits = text.trim().replace(/(?<=\d)[ .,'’\u00a0\u202f](?=\d{3}(?!\d))/g, '');
    return /^\d{1,7}$/.test(digits) ? Number(digits) : undefined;
}

export class DashboardCheck {
    readonly #visitors = new Limiter(...PER_VISITOR);
    readonly #vins = new Limiter(...PER_VIN);

    constructor(private readonly ask: AskLedger, private readonly report: (error: unknown) => void) {}

    async answer(form: URLSearchParams, visitor: string, now: number): Promise<CheckReply> {
        const written = {
            vin: (form.get('vin') ?? '').slice(0, 32), reading: (form.get('reading') ?? '').slice(0, 12),
            unit: form.get('unit') === 'mi' ? 'mi' : 'km',
        } as const;
        const { accept, vin } = checkVin(written.vin);
        if (!accept) return { status: 400, state: { ...written, problem: 'badVin' } };
        const value = readingOf(written.reading);
        if (value === undefined) return { status: 400, state: { ...written, problem: 'badReading' } };
        // The car is asked for only where the visitor may still ask: else one visitor could use up the questions on every car.
        if (!this.#visitors.take(visitor, now) || !this.#vins.take(vin, now)) return { status: 429, state: { ...written, problem: 'limited' } };
        try {
            return { status: 200, state: { ...written, vin, answer: await this.ask(vin, { value, unit: written.unit }) } };
        } catch (error) {
            this.report(error);
            return { status: 503, state: { ...written, problem: 'unavailable' } };
        }
    }
}
