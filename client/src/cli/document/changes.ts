// carnet document attest, purge and purge-grants: an event has happened; shares and grants that are of no use any more are erased.
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { factLines, show } from '../command/output.js';
import { personText } from './lines.js';

export const attest: Command = {
    help: `Says that an event of the policy has happened, as one of those whom it names for that.
  --evidence  SHA-256 of a paper that shows it`,
    options: { evidence: '[SHA256]' },
    words: ['DOCUMENT', 'EVENT'],
    connects: true,
    run: async (options, terminal) => {
        const attestation = await connected(options, carnet => carnet.documents.attest(options.word('DOCUMENT'), options.word('EVENT'), options.text('evidence')));
        show(terminal, options, attestation, () => factLines({ event: attestation.event, by: personText(attestation.attester), at: attestation.at }));
        return EXIT.OK;
    },
};

export const purge: Command = {
    help: `Erases the sealed shares of a dealing that was replaced, from the peers of all organisations, once as many agree as may amend the document: each
of them says this. Open once with the new shares before. The ledger keeps the hashes of the old; what a holder copied before, nothing erases.
  --dealing  number of the version that dealt them, as \`carnet document show\` prints it`,
    options: { group: 'NAME', dealing: 'N' },
    words: ['DOCUMENT'],
    connects: true,
    run: async (options, terminal) => {
        const [group, dealing] = [options.needed('group'), options.neededNumber('dealing')];
        const purged = await connected(options, carnet => carnet.documents.purge(options.word('DOCUMENT'), group, dealing));
        show(terminal, options, purged, () => [
            `shares of ${purged.group}, dealing ${purged.epoch}: ${purged.purgedAt === null ? `${purged.missing} more must agree` : `erased at ${purged.purgedAt}`}`,
        ]);
        return EXIT.OK;
    },
};

export const purgeGrants: Command = {
    help: `Erases what holders granted for an opening that has ended or was confirmed, from the peers of all organisations: whoever asked may, and 30 days
after the request has expired also a party or a holder, but for what a holder granted who was reported. Report a bad share before. The ledger keeps who
granted it, and when.`,
    words: ['DOCUMENT', 'REQUEST'],
    connects: true,
    run: async (options, terminal) => {
        const purged = await connected(options, carnet => carnet.documents.purgeGrants(options.word('DOCUMENT'), options.word('REQUEST')));
        show(terminal, options, purged, () => [`grants for ${purged.requestId}: erased at ${purged.purgedAt}`]);
        return EXIT.OK;
    },
};
