// The subcommands of carnet by their two words.
import type { Command } from './command.js';
import { judgeFile } from './judge-file.js';
import { importFile } from './vehicle-import.js';
import { certificate, share, verify } from './vehicle-proof.js';
import { history, judgement, showVehicle } from './vehicle-read.js';
import { report } from './vehicle-report.js';
import { record, register } from './vehicle-write.js';
import { vinCheck } from './vin-check.js';

export const COMMANDS: Readonly<Record<string, Command>> = {
    'vin check': vinCheck,
    'vehicle judge': judgeFile,
    'vehicle register': register,
    'vehicle record': record,
    'vehicle import': importFile,
    'vehicle show': showVehicle,
    'vehicle history': history,
    'vehicle judgement': judgement,
    'vehicle report': report,
    'vehicle certificate': certificate,
    'vehicle share': share,
    'vehicle verify': verify,
};
