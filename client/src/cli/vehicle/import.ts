// carnet vehicle import: the rows of a file into the books, with a bar on a terminal and a line for every row that is refused.
import { present } from '@carnet/domain';
import { readMapping } from '../../import/mapping.js';
import type { CsvImportOptions, ImportProgress, ImportSummary, MotHistoryImportOptions, RowResult } from '../../import/options.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readText } from '../command/files.js';
import { interruptible } from '../command/interruption.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { jsonText, printable } from '../command/output.js';
import { readVinTable } from './vin-table.js';

const BAR = 30;

function bar({ rows, recorded, already, refused, bytesRead, bytesTotal }: ImportProgress): string {
    const share = bytesTotal === undefined || bytesTotal === 0 ? undefined : Math.min(1, bytesRead / bytesTotal);
    const drawn = share === undefined ? '' : `[${'#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.')}] ${String(Math.floor(share * 100)).padStart(3)} %  `;
    return `${drawn}${rows} rows: ${recorded} recorded, ${already} already, ${refused} refused`;
}

function rowLine({ row, status, column, code, message, vin, entryId }: RowResult): string {
    const where = `row ${row}${column === undefined ? '' : `, ${column}`}`;
    return printable(status === 'refused' ? `${where}: ${code ?? ''}: ${message ?? ''}` : `${where}: ${status}${entryId === undefined ? '' : ` ${vin ?? ''} ${entryId}`}`);
}

function summaryLine({ dryRun, rows, recorded, already, refused, skipped, registered }: ImportSummary): string {
    return `${dryRun ? 'dry run, nothing was sent: ' : ''}${rows} rows: ${recorded} recorded, ${already} already there, ${refused} refused, ${skipped} skipped; ` +
        `${registered} cars registered`;
}

async function formatOf(options: ParsedOptions, terminal: Terminal): Promise<Pick<CsvImportOptions, 'format' | 'mapping'> | Pick<MotHistoryImportOptions, 'format'>> {
    const mapping = options.text('mapping');
    if (mapping === undefined && /\.csv$/i.test(options.word('FILE'))) throw new UsageError('--mapping is missing: a CSV file needs one (docs/import.md)');
    return mapping === undefined ? { format: 'mot-history' } : { format: 'csv', mapping: readMapping(await readText(mapping, terminal)) };
}

async function settingsOf(options: ParsedOptions, terminal: Terminal): Promise<CsvImportOptions | MotHistoryImportOptions> {
    const vins = options.text('vins');
    return {
        ...await formatOf(options, terminal),
        register: options.flag('register'), confirmVinWarnings: options.flag('confirm-vin'), dryRun: options.flag('dry-run'),
        onRefusal: options.flag('stop') ? 'stop' : 'continue',
        ...vins === undefined ? {} : { vins: await readVinTable(vins) },
        ...present({ checkpoint: options.text('checkpoint'), batchSize: options.number('batch-size'), concurrency: options.number('concurrency') }),
    };
}

export const importFile: Command = {
    help: `Records the rows of a file of any size (- for standard input): CSV with a column mapping, or without --mapping a DVSA MOT history (JSON).
Each refused row is told with row, column and code and costs no other; exit status 1 when there was one. docs/import.md has the reference.
  --mapping      the column mapping, a JSON document
  --vins         CSV of two columns, key and VIN, for rows that name no VIN
  --register     registers cars that the ledger does not know
  --confirm-vin  registers them also where a VIN is unusual
  --dry-run      checks every row as the ledger would and sends nothing
  --stop         ends at the first row that is refused
  --checkpoint   keeps how far the import is: run again with the same file, it goes on from there
  --rows         tells every row, not only those that are refused
  --batch-size   entries in one transaction, 1 to 256 (default 256)
  --concurrency  transactions on the way at once, 1 to 64 (default 16)
  --json         one line of JSON for every row that is told, the last one {"summary": …}`,
    options: {
        mapping: '[FILE]', vins: '[FILE]', register: 'flag', 'confirm-vin': 'flag', 'dry-run': 'flag', stop: 'flag', checkpoint: '[FILE]', rows: 'flag',
        'batch-size': '[N]', concurrency: '[N]',
    },
    words: ['FILE'],
    connects: true,
    run: async (options, terminal) => {
        const file = options.word('FILE');
        const settings = await settingsOf(options, terminal);
        const summary = await connected(options, carnet => interruptible(terminal.note, signal =>
            carnet.vehicles.import(file === '-' ? terminal.input() : file, {
                ...settings, signal,
                onRow: result => {
                    if (result.status !== 'refused' && !options.flag('rows')) return;
                    terminal.print(options.json ? jsonText(result) : rowLine(result));
                },
                ...terminal.progress === undefined ? {} : { onProgress: progress => terminal.progress?.(bar(progress)) },
            })));
        if (options.json) terminal.print(jsonText({ summary }));
        else terminal.print(summaryLine(summary));
        return summary.refused === 0 ? EXIT.OK : EXIT.REFUSED;
    },
};
