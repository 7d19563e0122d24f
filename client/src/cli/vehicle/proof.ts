// carnet vehicle certificate, share and verify: a proof of a book for somebody who trusts nobody's server.
import { ENTRY_GROUPS, present } from '@carnet/domain';
import { CERTIFICATE_EXTENSION, parseCertificate, serialiseCertificate, type WithheldCounts } from '../../certificate/format.js';
import type { JudgementCheck } from '../../certificate/recomputed.js';
import { readRoots } from '../../certificate/roots.js';
import type { Verification } from '../../certificate/verify.js';
import { withhold } from '../../certificate/withhold.js';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readBytes, writeResult } from '../command/files.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { factLines, show, tableLines } from '../command/output.js';
import { ROOTS_FORMS } from '../command/roots-option.js';
import { judgementLines } from './entry-lines.js';

function entriesText({ entries, withheld }: { readonly entries: readonly unknown[]; readonly withheld: WithheldCounts }): string {
    return `${entries.length} entries, ${withheld.entries} withheld, ${withheld.partly} shown in part`;
}

function listOf(options: ParsedOptions, name: string): string[] {
    return options.all(name).flatMap(text => text.split(',')).map(text => text.trim()).filter(text => text !== '');
}

export const certificate: Command = {
    help: `Has the report of a book signed by the peers of several organisations and writes it, with all entries, into one file.
\`carnet vehicle verify\` checks it without a network; \`carnet vehicle share\` leaves entries or fields out.
  --out            the file (default VIN${CERTIFICATE_EXTENSION}; - for standard output)
  --organizations  who is to sign, at least two; default: all of the charter that can be reached`,
    options: { out: '[FILE]', organizations: '[MSPID,MSPID …]' },
    words: ['VIN'],
    connects: true,
    run: async (options, terminal) => {
        const vin = options.word('VIN');
        const organizations = listOf(options, 'organizations');
        const out = options.text('out') ?? `${vin.trim().toUpperCase()}${CERTIFICATE_EXTENSION}`;
        const made = await connected(options, carnet => carnet.vehicles.certificate(vin, organizations.length === 0 ? {} : { organizations }));
        await writeResult(out, serialiseCertificate(made), terminal);
        const signers = made.signed.endorsements.length;
        if (out === '-') return EXIT.OK;
        show(terminal, options, { file: out, entries: made.entries.length, signatures: signers }, () => [`${out}: ${made.entries.length} entries, ${signers} signatures`]);
        return EXIT.OK;
    },
};

/** Sequences: `3`, `3,5`, `3-7`. @throws UsageError */
function sequencesOf(texts: readonly string[]): number[] {
    return texts.flatMap(text => {
        const [, from, to] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
        const [first, last] = [Number(from), Number(to ?? from)];
        if (from === undefined || last < first) throw new UsageError(`--withhold-entries has '${text}': give numbers of entries, as 3 or 3-7`);
        return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

export const share: Command = {
    help: `Makes a share of a certificate: the same proof with entries, or groups of fields, left out; what is withheld is counted, and the count
cannot be forged. Needs no network. \`carnet-portal share FILE\` puts it behind a link that expires.
  --out               the file of the share (- for standard output)
  --withhold-entries  numbers of entries of which nothing is shown
  --withhold          groups that are shown of no entry: ${ENTRY_GROUPS.join(', ')}; a share never has transaction`,
    options: { out: 'FILE', 'withhold-entries': '[3,5-7 …]', withhold: '[GROUP,GROUP …]' },
    words: ['CERTIFICATE'],
    connects: false,
    run: async (options, terminal) => {
        const out = options.needed('out');
        const entries = sequencesOf(listOf(options, 'withhold-entries'));
        const groups = listOf(options, 'withhold').map(text => {
            const group = ENTRY_GROUPS.find(one => one === text);
            if (group === undefined) throw new UsageError(`--withhold has '${text}': take ${ENTRY_GROUPS.join(', ')}`);
            return group;
        });
        const shared = withhold(parseCertificate(await readBytes(options.word('CERTIFICATE'), terminal)), { entries, groups });
        await writeResult(out, serialiseCertificate(shared), terminal);
        if (out === '-') return EXIT.OK;
        show(terminal, options, { file: out, entries: shared.entries.length, withheld: shared.withheld }, () => [`${out}: ${entriesText(shared)}`]);
        return EXIT.OK;
    },
};

const JUDGEMENTS: Readonly<Record<JudgementCheck, string>> = {
    RECOMPUTED: 'computed again from the entries: the same',
    WITHHELD: 'signed, and not computed again: something that it rests on is withheld',
    RULES_UNKNOWN: 'signed, and not computed again: its rules are newer than this program',
};

function verificationLines({ report: { vehicle, judgement, readAt }, ...proof }: Verification): string[] {
    return [
        ...factLines({
            'VIN': vehicle.vin, 'vehicle': `${vehicle.make} ${vehicle.model}`, 'first registration': vehicle.firstRegistration,
            'book': entriesText(proof), 'as of': `block ${proof.asOf.block}, ${readAt}`,
            'asked by': proof.askedBy, 'channel': `${proof.channel}, chaincode ${proof.chaincode} ${proof.chaincodeVersion}`,
            'judgement': JUDGEMENTS[proof.judgement],
        }),
        ...judgementLines(judgement),
        ...tableLines(['signed by', 'peer', 'root'], proof.signers.map(({ mspId, subject, root }) => [mspId, subject, `${root.subject} ${root.fingerprint.slice(0, 16)}`])),
    ];
}

export const verify: Command = {
    help: `Checks a certificate, or a share of one, with nothing but the roots of the organisations, and says what is proved, by whom, and as of when.
Needs no network. Exit status 3, with the code of what is wrong, where the proof does not hold.
  --roots      CA certificates of the organisations, from a source that you trust: ${ROOTS_FORMS}
  --channel    default mychannel
  --chaincode  default carnet`,
    options: { roots: 'FILE|DIR', channel: '[NAME]', chaincode: '[NAME]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        // Loaded here alone: reading certificates of peers takes a library that the other commands of this file do without.
        const { verifyCertificate } = await import('../../certificate/verify.js');
        const roots = readRoots(options.needed('roots'));
        const file = await readBytes(options.word('FILE'), terminal);
        const [channel, chaincode] = [options.text('channel'), options.text('chaincode')];
        const proof = await verifyCertificate(file, roots, present({ channel, chaincode }));
        show(terminal, options, proof, () => [...verificationLines(proof), `The proof holds: ${proof.signers.length} organisations signed this report.`]);
        return EXIT.OK;
    },
};
