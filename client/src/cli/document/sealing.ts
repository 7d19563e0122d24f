// carnet document seal and amend: from a plan to a draft on the ledger.
import type { Carnet } from '../../carnet.js';
import { present, type VersionReceipt } from '@carnet/domain';
import type { OwnDraft, SealOptions } from '../../documents/consent/sealing.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { interruptible } from '../command/interruption.js';
import { factLines, show } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { draftOf } from './planned-draft.js';
import { shownProgress } from './progress.js';
import { STORE_HELP, STORE_OPTION, storeOf } from './store-option.js';

const PLAN_HELP = `PLAN is a JSON file, described in docs/documents.md: the people by names of its own, what is sealed for which group, who signs, who may ask.`;

function sealing(word: 'seal' | 'amend', help: string): Command {
    return {
        help: `${help}
${PLAN_HELP}
${STORE_HELP}
${ROOTS_HELP}`,
        options: { ...STORE_OPTION, ...ROOTS_OPTION },
        words: ['PLAN'],
        connects: true,
        run: async (options, terminal) => {
            const draft: OwnDraft = await draftOf(options.word('PLAN'), terminal);
            const store = storeOf(options);
            const receipt = await interruptible(terminal.note, signal => connected(options, (carnet: Carnet): Promise<VersionReceipt> => {
                const settings: SealOptions = {
                    signal, ...rootsOf(options), ...present({ store }),
                    ...shownProgress(terminal, 'sealing'),
                };
                return carnet.documents[word](draft, settings);
            }));
            const { docId, version, manifestHash, recordedAt } = receipt;
            show(terminal, options, receipt, () => [
                ...factLines({ document: `${docId} version ${version}`, status: 'DRAFT', hash: manifestHash, recorded: recordedAt }),
                'Its holders acknowledge their shares, its parties sign the hash; then it is in force.',
            ]);
            return EXIT.OK;
        },
    };
}

export const seal = sealing('seal', `Seals a document: encrypts its parts, deals a new key to the holders of each group, and records all of it as a draft.
Until all have acknowledged and signed it can be sealed anew: the new draft takes its place, and all of them acknowledge and sign that one.`);

export const amend = sealing('amend', 'Hands in the version that follows the one in force. Sections under "keep" stay as they are; all others are sealed anew.');
