// carnet vehicle register and record: a new book, and an entry in one.
import { checkVin, type EntryRequest, type Odometer, type VehicleRegistration } from '@carnet/domain';
import type { DetailValues } from '../details.js';
import { CarnetError } from '../errors/carnet-error.js';
import { EXIT, type Command, type Terminal } from './command.js';
import { connected } from './connection.js';
import { receiptLines, vehicleLines } from './entry-lines.js';
import { given, readingOf, UNITS } from './entry-options.js';
import { readText } from './files.js';
import { UsageError, type ParsedOptions } from './options.js';
import { show } from './output.js';

/** A document of JSON that the client will check. @throws CarnetError FILE_UNREADABLE */
async function readJsonFile<T>(path: string, terminal: Terminal): Promise<T> {
    const text = await readText(path, terminal);
    try {
        return JSON.parse(text) as T;
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${path} is not JSON: ${(cause as Error).message}.`, { details: { path }, cause });
    }
}

export const register: Command = {
    usage: 'vehicle register VIN --make MAKE --model MODEL --first-registration YYYY-MM-DD --unit km|mi [--digits N] [--confirm-vin] [--json]',
    help: `Opens the book of a car. Registering it again with the same facts changes nothing.
  --unit         in which its meter shows
  --digits       of its meter, 4 to 7, where they are known
  --confirm-vin  the VIN was compared with the car although it is unusual (carnet vin check says in what way)`,
    options: { make: 'text', model: 'text', 'first-registration': 'text', unit: 'text', digits: 'text', 'confirm-vin': 'flag' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const vin = options.word('VIN');
        const { warnings } = checkVin(vin);
        const unit = options.oneOf('unit', UNITS);
        if (unit === undefined) throw new UsageError('--unit is missing');
        const registration: VehicleRegistration = {
            make: options.needed('make'), model: options.needed('model'), firstRegistration: options.needed('first-registration'), odometerUnit: unit,
            ...given({ odometerDigits: options.number('digits') }),
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
    if (file !== undefined) return { ...await readJsonFile<EntryRequest>(file, terminal), ...confirm } as EntryRequest;
    const work = options.all('work');
    const result = options.oneOf('result', ['PASSED', 'FAILED']);
    return {
        entryId: options.needed('id'), type: options.needed('type'), date: options.needed('date'), source: options.needed('source'),
        ...given({ odometer: odometerOf(options), publicNote: options.text('note') }),
        ...work.length === 0 ? {} : { work },
        ...result === undefined ? {} : { inspection: { nature: options.text('nature') ?? 'PERIODIC', result, defects: [] } },
        ...options.text('work-order') === undefined ? {} : { refs: { workOrder: options.needed('work-order') } },
        ...confirm,
    } as EntryRequest;
}

export const record: Command = {
    usage: 'vehicle record VIN --id ID --type TYPE --date DATE --source SOURCE [--reading 84210km | --unread UNREADABLE --unit km] [--work TEXT …]\n' +
        '         [--result PASSED|FAILED] [--note TEXT] [--work-order ID] [--confirm] | --entry FILE [--details FILE] [--json]',
    help: `Writes one entry. A lower reading than before is recorded all the same, with a warning. The same entry again changes nothing.
  --id        of the entry, chosen by you: a work order's is the best
  --type      READING, SERVICE, REPAIR, BODYWORK, TYRES, PART_REPLACED, INSPECTION, STOCK_IN, … (docs/functions.md)
  --date      of the event: YYYY-MM-DD, or with the minute (UTC) YYYY-MM-DDTHH:MM
  --source    inspection, oem, franchised, independent, dealer, import or legacy
  --unread    the meter was UNREADABLE, or there is NO_ODOMETER
  --method    how the meter was read: DASH (default), OBD or OEM
  --result    of an INSPECTION; --nature says of which kind; default PERIODIC
  --confirm   you looked again at what CONFIRMATION_NEEDED named, and stand by it
  --entry     the whole entry as JSON from a file (- for standard input): for types that need more than the options can say
  --details   confidential, {"name": "value"} as JSON from a file: they stay with your organisation, the entry keeps their hash`,
    options: {
        id: 'text', type: 'text', date: 'text', source: 'text', reading: 'text', unread: 'text', unit: 'text', method: 'text', work: 'repeated',
        result: 'text', nature: 'text', note: 'text', 'work-order': 'text', confirm: 'flag', entry: 'text', details: 'text',
    },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const entry = await entryOf(options, terminal);
        const file = options.text('details');
        const confidential = file === undefined ? {} : { details: await readJsonFile<DetailValues>(file, terminal) };
        const receipt = await connected(options, carnet => carnet.vehicles.record(options.word('VIN'), entry, confidential));
        show(terminal, options, receipt, () => receiptLines(receipt));
        return EXIT.OK;
    },
};
