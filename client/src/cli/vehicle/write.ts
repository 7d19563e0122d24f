// carnet vehicle register and record: a new book, and an entry in one.
import { checkVin, present, type EntryRequest, type Odometer, type VehicleRegistration } from '@carnet/domain';
import type { DetailValues } from '../../vehicles/details.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readingOf, UNITS } from '../command/entry-options.js';
import { readJson } from '../command/files.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { show } from '../command/output.js';
import { receiptLines, vehicleLines } from './entry-lines.js';

export const register: Command = {
    help: `Opens the book of a car. Registering it again with the same facts changes nothing.
  --unit         in which its meter shows
  --digits       of its meter, 4 to 7, where they are known
  --confirm-vin  the VIN was compared with the car although it is unusual (carnet vin check says in what way)`,
    options: { make: 'MAKE', model: 'MODEL', 'first-registration': 'YYYY-MM-DD', unit: 'km|mi', digits: '[N]', 'confirm-vin': 'flag' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const vin = options.word('VIN');
        const { warnings } = checkVin(vin);
        const unit = options.neededOneOf('unit', UNITS);
        const registration: VehicleRegistration = {
            make: options.needed('make'), model: options.needed('model'), firstRegistration: options.needed('first-registration'), odometerUnit: unit,
            ...present({ odometerDigits: options.number('digits') }),
            ...options.flag('confirm-vin') && warnings.length > 0 ? { confirmedVinWarnings: warnings } : {},
        };
        const vehicle = await connected(options, carnet => carnet.vehicles.register(vin, registration));
        show(terminal, options, vehicle, () => vehicleLines(vehicle));
        return EXIT.OK;
    },
};

function odometerOf(options: ParsedOptions): Odometer | undefined {
    const reading = options.text('reading');
    const unread = options.oneOf('unread', ['UNREADABLE', 'NO_ODOMETER']);
    const unit = options.oneOf('unit', UNITS);
    const method = options.oneOf('method', ['DASH', 'OBD', 'OEM']) ?? 'DASH';
    if (reading !== undefined && unread !== undefined) throw new UsageError('--reading and --unread contradict each other');
    if (reading !== undefined) return { ...readingOf('reading', reading, unit), status: 'READ', method };
    if (unread === undefined) return undefined;
    if (unit === undefined) throw new UsageError('--unread needs --unit: in which the meter shows');
    return { unit, status: unread, method };
}

async function entryOf(options: ParsedOptions, terminal: Terminal): Promise<EntryRequest> {
    const file = options.text('entry');
    const confirm = options.flag('confirm') ? { confirm: true } : {};
    if (file !== undefined) return { ...await readJson<EntryRequest>(file, terminal), ...confirm } as EntryRequest;
    const work = options.all('work');
    const result = options.oneOf('result', ['PASSED', 'FAILED']);
    return {
        entryId: options.needed('id'), type: options.needed('type'), date: options.needed('date'), source: options.needed('source'),
        ...present({ odometer: odometerOf(options), publicNote: options.text('note') }),
        ...work.length === 0 ? {} : { work },
        ...result === undefined ? {} : { inspection: { nature: options.text('nature') ?? 'PERIODIC', result, defects: [] } },
        ...options.text('work-order') === undefined ? {} : { refs: { workOrder: options.needed('work-order') } },
        ...confirm,
    } as EntryRequest;
}

export const record: Command = {
    help: `Writes one entry. A lower reading than before is recorded all the same, with a warning. The same entry again changes nothing.
Give --id, --type, --date and --source, or the whole of it with --entry.
  --id        of the entry, chosen by you: a work order's is the best
  --type      READING, SERVICE, REPAIR, BODYWORK, TYRES, PART_REPLACED, INSPECTION, STOCK_IN, … (docs/functions.md)
  --date      of the event: YYYY-MM-DD, or with the minute (UTC) YYYY-MM-DDTHH:MM
  --source    inspection, oem, franchised, independent, dealer, import or legacy
  --unread    the meter was UNREADABLE, or there is NO_ODOMETER; with --unit, in which it shows
  --method    how the meter was read: DASH (default), OBD or OEM
  --result    of an INSPECTION; --nature says of which kind; default PERIODIC
  --confirm   you looked again at what CONFIRMATION_NEEDED named, and stand by it
  --entry     the whole entry as JSON from a file (- for standard input): for types that need more than the options can say
  --details   confidential, {"name": "value"} as JSON from a file: they stay with your organisation, the entry keeps their hash`,
    options: {
        id: '[ID]', type: '[TYPE]', date: '[DATE]', source: '[SOURCE]', reading: '[84210km]', unread: '[UNREADABLE|NO_ODOMETER]', unit: '[km|mi]',
        method: '[DASH|OBD|OEM]', work: '[TEXT …]', result: '[PASSED|FAILED]', nature: '[NATURE]', note: '[TEXT]', 'work-order': '[ID]', confirm: 'flag', entry: '[FILE]', details: '[FILE]',
    },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const entry = await entryOf(options, terminal);
        const file = options.text('details');
        const confidential = file === undefined ? {} : { details: await readJson<DetailValues>(file, terminal) };
        const receipt = await connected(options, carnet => carnet.vehicles.record(options.word('VIN'), entry, confidential));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};
