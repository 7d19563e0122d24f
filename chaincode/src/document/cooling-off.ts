// The cooling-off between a request and its opening, which nobody makes shorter by a clock that is wrong.
import { formatInstant, timeOfInstant, type Opening } from '@carnet/domain';
import { clockLimitMilliseconds } from '../ledger/clock';

/**
 * Instant from which grants are handed out and no veto counts any more. Who asks for the opening may date it back, and who asks for the grants may
 * date that ahead, each by as much as this peer lets a clock be wrong: by so much it is later than `earliest`. Without a cooling-off it is at once.
 */
export function endOfCoolingOff({ requestedAt, earliest }: Pick<Opening, 'requestedAt' | 'earliest'>): string {
    if (earliest === requestedAt) return earliest;
    return formatInstant(timeOfInstant(earliest) + 2 * clockLimitMilliseconds);
}
