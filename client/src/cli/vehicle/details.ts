// carnet vehicle details, disclose, check-details and purge: what is confidential of an entry, at the own organisation's peer.
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { OWNER_ONLY, readText, writeResult } from '../command/files.js';
import { factLines, show } from '../command/output.js';

export const details: Command = {
    help: 'Prints the confidential details of an entry of your organisation. Only its own people read them, at its own peer.',
    words: ['VIN', 'ID'],
    connects: true,
    run: async (options, terminal) => {
        const stored = await connected(options, carnet => carnet.vehicles.readDetails(options.word('VIN'), options.word('ID')));
        show(terminal, options, stored, () => factLines(Object.fromEntries(stored.details.map(({ name, value }) => [name, value]))));
        return EXIT.OK;
    },
};

export const disclose: Command = {
    help: `Writes some details of an entry into a file for somebody who shall see these and no others; of the others it says only that they exist.
\`carnet vehicle check-details\` has it checked.`,
    options: { name: 'NAME …', out: 'FILE' },
    words: ['VIN', 'ID'],
    connects: true,
    run: async (options, terminal) => {
        const names = options.all('name');
        const out = options.needed('out');
        const disclosure = await connected(options, carnet => carnet.vehicles.discloseDetails(options.word('VIN'), options.word('ID'), names));
        await writeResult(out, `${JSON.stringify(disclosure, null, 2)}\n`, terminal, OWNER_ONLY);
        if (out === '-') return EXIT.OK;
        show(terminal, options, { file: out, shown: names.length, withheld: disclosure.withheld.length },
            () => [`${out}: ${names.length} details, ${disclosure.withheld.length} withheld`]);
        return EXIT.OK;
    },
};

export const checkDetails: Command = {
    help: 'Has the ledger check disclosed details, of whichever organisation, against the hash in the entry.',
    words: ['FILE'],
    connects: true,
    run: async (options, terminal) => {
        const file = await readText(options.word('FILE'), terminal);
        const shown = await connected(options, carnet => carnet.vehicles.verifyDetails(file));
        show(terminal, options, shown, () => [
            ...factLines(Object.fromEntries(shown.details.map(({ name, value }) => [name, value]))),
            `These are details of entry ${shown.entryId} of ${shown.mspId}; ${shown.withheld} others are withheld.`,
        ]);
        return EXIT.OK;
    },
};

export const purge: Command = {
    help: 'Erases the confidential details of an entry of your organisation for ever; the entry and its hash stay.',
    words: ['VIN', 'ID'],
    connects: true,
    run: async (options, terminal) => {
        const purged = await connected(options, carnet => carnet.vehicles.purgeDetails(options.word('VIN'), options.word('ID')));
        show(terminal, options, purged, () => [`details of ${purged.entryId} erased at ${purged.purgedAt}`]);
        return EXIT.OK;
    },
};
