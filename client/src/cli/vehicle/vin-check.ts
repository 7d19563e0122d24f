// carnet vin check: the ledger's own check of a VIN, without a network.
import { checkVin, type VinWarning } from '@carnet/domain';
import { EXIT, type Command } from '../command/command.js';
import { show } from '../command/output.js';

/** Of the warnings that a registration has to confirm. */
export const VIN_WARNING_MEANINGS: Readonly<Record<VinWarning, string>> = {
    CHECK_DIGIT_NA: 'the check digit is wrong, which North American makes (1 to 5 at the beginning) have',
    SERIAL_NOT_NUMERIC: 'the last four characters are not all digits',
    SMALL_MANUFACTURER: 'third character 9: a maker of few vehicles',
};

export const vinCheck: Command = {
    help: `Says whether the ledger takes a VIN, and what it would ask to confirm. --json: {"accept", "warnings"}. Needs no network.
The exit status is 0 whatever the answer.`,
    words: ['VIN'],
    connects: false,
    run: (options, terminal) => {
        const { accept, vin, warnings } = checkVin(options.word('VIN'));
        show(terminal, options, { accept, warnings }, () => [
            `${vin}: ${accept ? 'accepted' : 'not a VIN: 17 characters of A–H, J–N, P, R–Z and 0–9, not all the same'}`,
            ...warnings.map(warning => `${warning}: ${VIN_WARNING_MEANINGS[warning]}`),
        ]);
        return Promise.resolve(EXIT.OK);
    },
};
