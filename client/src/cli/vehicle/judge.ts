// carnet vehicle judge: the ledger's own judgement of an odometer series that stands in a file, without a network.
import { judgeSeriesFile } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command } from '../command/command.js';
import { readText } from '../command/files.js';
import { show, tableLines } from '../command/output.js';

export const judgeFile: Command = {
    help: `Judges an odometer series as the ledger would. FILE (- for standard input) is JSON:
  {"readings": [{"date", "value", "unit", "type"?, "legacy"?, "recordedAt"?}, …],
   "replacements"?: [{"date", "oldValue", "newValue", "unit"}], "corrections"?: [{"seq", "value", "unit", "status"}],
   "imported"?, "foreignHistory"?, "firstRegistrationYear"?, "odometerDigits"?}
--json: {"judgement", "reason", "findings"}; a finding names the places of its readings in the list, from 1. Needs no network.
The exit status is 0 whatever the judgement.`,
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const text = await readText(options.word('FILE'), terminal);
        const answer = checkedByDomain(() => judgeSeriesFile(text));
        show(terminal, options, answer, () => [
            `${answer.judgement} ${answer.reason}`,
            ...tableLines(['finding', 'severity', 'readings'], answer.findings.map(({ code, severity, readings }) => [code, severity, readings.join(' ')])),
        ]);
        return EXIT.OK;
    },
};
