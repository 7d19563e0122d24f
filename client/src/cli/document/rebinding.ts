// carnet document propose-rebinding, object, rebind and identity: documents of a lost signing key, bound to a new one by the managers of its owner.
import type { IdentityState, Person } from '@carnet/domain';
import type { ActingLine } from '../../documents/consent/rebinding.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import type { ParsedOptions } from '../command/options.js';
import { factLines, show, tableLines } from '../command/output.js';
import { ROOTS_HELP, ROOTS_OPTION, rootsOf } from '../command/roots-option.js';
import { proposedLines } from '../decision/proposed-lines.js';
import { fingerprintGiven } from '../key/fingerprint-option.js';
import { personText } from './lines.js';

const PERSON_HELP = '  ORGANISATION is an MSP id; FINGERPRINT that of a public key, as `carnet keys show` prints it, or a file that it reads';

function personOf(options: ParsedOptions): Person {
    return { mspId: options.word('ORGANISATION'), publicKeyHash: fingerprintGiven(options.word('FINGERPRINT')) };
}

export const proposeRebinding: Command = {
    help: `Asks the managers of a person who has lost his signing key to bind his documents to a new one of his organisation: for one of them, or for whoever
holds the new key and has a role. The person finds it in \`carnet document pending\`. They read it with \`carnet decision show\` and vote with \`carnet approve\`; \`carnet document rebind\` carries it out.
${PERSON_HELP}
  --new-key  the new key by its fingerprint or a file, with which nothing was done in documents yet
  --id       of the decision
  --stolen   the key is in somebody's hands: he must not be able to object with it`,
    options: { 'new-key': 'FINGERPRINT|FILE', 'id': 'ID', 'stolen': 'flag' },
    words: ['ORGANISATION', 'FINGERPRINT'],
    connects: true,
    run: async (options, terminal) => {
        const kind = options.flag('stolen') ? 'stolen' as const : 'lost' as const;
        const request = { decisionId: options.needed('id'), person: personOf(options), newKeyHash: fingerprintGiven(options.needed('new-key')), kind };
        const decision = await connected(options, carnet => carnet.documents.rebinding.propose(request));
        show(terminal, options, decision, () => proposedLines(decision));
        return EXIT.OK;
    },
};

export const objectToRebinding: Command = {
    help: 'Ends a proposal to replace your signing key, which you have found again. Where it was reported stolen only the managers can, who reject it.',
    words: ['DECISION'],
    connects: true,
    run: async (options, terminal) => {
        const decision = await connected(options, carnet => carnet.documents.rebinding.object(options.word('DECISION')));
        show(terminal, options, decision, () => factLines({ decision: decision.decisionId, status: decision.status }));
        return EXIT.OK;
    },
};

export const rebind: Command = {
    help: `Carries out what the managers have approved, with the new key, once the delay is over that the owner of the old one chose: from then on
you act for the old one wherever a document names it, and whoever has the old one for nothing. Register an encryption key of your own afterwards.`,
    words: ['DECISION'],
    connects: true,
    run: async (options, terminal) => {
        const done = await connected(options, carnet => carnet.documents.rebinding.carryOut(options.word('DECISION')));
        show(terminal, options, done, () => factLines({ 'documents of': personText(done.person), 'are bound to': done.newKeyHash, 'decision': done.decisionId }));
        return EXIT.OK;
    },
};

function identityLines({ mspId, publicKeyHash, roster, formers, rebinding }: IdentityState): string[] {
    return [
        ...factLines({
            'organisation': mspId, 'key': publicKeyHash, 'managers': roster ?? undefined,
            'replaced by': rebinding?.heir.publicKeyHash, 'by decision': rebinding?.decision.decisionId,
        }),
        ...formers.length === 0 ? [] : ['', ...tableLines(['acts for', 'key'], formers.map(former => [former.mspId, former.publicKeyHash]))],
        ...rebinding === null ? [] : ['', ...tableLines(['voted', 'key', 'vote', 'at'], rebinding.votes.map(vote =>
            [vote.mspId, vote.publicKeyHash, vote.approves ? 'for' : 'against', vote.at]))],
    ];
}

function provedText({ line, rebindings }: ActingLine): string {
    const signers = [...new Set(rebindings.flatMap(({ signers: all }) => all.map(({ mspId }) => mspId)))];
    return signers.length === 0 ? 'Proved: the key was not replaced.' : `Proved by ${signers.join(', ')}: ${line.at(-1)?.publicKeyHash ?? ''} acts.`;
}

export const showIdentity: Command = {
    help: `Shows for whom a signing key stands in documents, and by which it was replaced. With --roots organisations sign the answer, and it is proved.
${PERSON_HELP}
${ROOTS_HELP}`,
    options: ROOTS_OPTION,
    words: ['ORGANISATION', 'FINGERPRINT'],
    connects: true,
    run: async (options, terminal) => {
        const { roots } = rootsOf(options);
        const found = await connected(options, async ({ documents: { rebinding } }) => ({
            identity: await rebinding.identity(personOf(options)),
            ...roots === undefined ? {} : { proved: await rebinding.acting(personOf(options), roots) },
        }));
        show(terminal, options, found, () => [...identityLines(found.identity), ...found.proved === undefined ? [] : ['', provedText(found.proved)]]);
        return EXIT.OK;
    },
};
