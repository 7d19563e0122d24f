// carnet document verify and redact: what a bundle proves, and copies of it that show less. Neither needs a network.
import { present } from '@carnet/domain';
import { readRoots } from '../../certificate/roots.js';
import { serialiseBundle } from '../../documents/bundle/format.js';
import { redactBundle } from '../../documents/bundle/redact.js';
import { verifyBundle, type BundleVerification, type HiddenSection } from '../../documents/bundle/verify.js';
import { EXIT, type Command } from '../command/command.js';
import { readBytes, writeResult } from '../command/files.js';
import { factLines, show, tableLines } from '../command/output.js';
import { ROOTS_FORMS } from '../command/roots-option.js';
import { personText } from './lines.js';

/** Texts up to so many bytes are shown. */
const SHOWN_BYTES = 200;

function contentText(mediaType: string, content: Uint8Array | undefined): string {
    if (content === undefined) return 'handed over beside the bundle';
    const readable = mediaType.startsWith('text/') || mediaType.endsWith('json');
    return readable && content.length <= SHOWN_BYTES ? new TextDecoder().decode(content) : `${content.length} bytes`;
}

function hiddenText({ sealed }: HiddenSection): string {
    return sealed === undefined ? 'public, not shown' : `sealed for ${sealed.group}, up to ${sealed.length} bytes`;
}

/** What the organisations signed, or that none did. */
function ledgerLines({ ledger, rebindings }: BundleVerification): string[] {
    const replaced = rebindings.map(({ person, heir }) => `${personText(person)} was replaced by ${personText(heir)}: managers decided it.`);
    if (ledger === undefined) return [...replaced, 'Not proved: that the document ever stood on the ledger.'];
    const { status, signers, askedAt, inForceSince: { block } } = ledger;
    const stood = status === 'CURRENT' ? `was in force, since block ${block}` : 'had been in force, and was superseded';
    return [...replaced, `The peers of ${signers.map(({ mspId }) => mspId).join(' and ')} signed that the version ${stood}, as of ${askedAt}.`];
}

function verificationLines(proof: BundleVerification): string[] {
    const { manifest, versions, revealed, hidden } = proof;
    const { docId, type, title, version } = manifest;
    const signers = versions.flatMap(one => one.signers.map(({ person, subject }) => [`version ${one.version}`, person.mspId, subject]));
    return [
        ...factLines({ 'document': docId, 'type': type, 'title': title ?? undefined, 'version': version, 'made': manifest.created, 'manifest': versions.at(-1)?.manifestHash }),
        ...tableLines(['signed', 'organisation', 'by'], signers),
        ...tableLines(['shown', 'SHA-256', 'content'], revealed.map(({ path, mediaType, contentHash, content }) => [path === '' ? '(rest)' : path, contentHash, contentText(mediaType, content)])),
        ...tableLines(['hidden', 'how'], hidden.map(section => [section.path === '' ? '(rest)' : section.path, hiddenText(section)])),
        ...ledgerLines(proof),
        `The proof holds: ${revealed.length} of ${manifest.sections.length} sections are shown, and are what was signed.`,
    ];
}

export const verifyBundleCommand: Command = {
    help: `Checks a bundle with nothing but the roots of the organisations: that what is shown was signed, by whom, and what is hidden. Needs no key and
no network. Where organisations signed that the version is in force it says as of when. Exit status 3, with the code of what is wrong, where the proof
fails.
  --roots  CA certificates of the organisations, from a source that you trust: ${ROOTS_FORMS}
  --on-ledger  refuse a bundle that does not prove that the version stood on the ledger
  --channel, --chaincode  where it must have stood (default mychannel, carnet)`,
    options: { 'roots': 'FILE|DIR', 'on-ledger': 'flag', 'channel': '[NAME]', 'chaincode': '[NAME]' },
    words: ['BUNDLE'],
    connects: false,
    run: async (options, terminal) => {
        const roots = readRoots(options.needed('roots'));
        const [channel, chaincode] = [options.text('channel'), options.text('chaincode')];
        const proof = await verifyBundle(await readBytes(options.word('BUNDLE'), terminal), roots, {
            onLedger: options.flag('on-ledger'), ...present({ channel, chaincode }),
        });
        const revealed = proof.revealed.map(({ content, ...section }) => content === undefined ? section : { ...section, content: Buffer.from(content).toString('base64') });
        show(terminal, options, { ...proof, revealed }, () => verificationLines(proof));
        return EXIT.OK;
    },
};

export const redactBundleCommand: Command = {
    help: `Makes a copy of a bundle that shows only the sections that are named; it proves what the original proves, and says what it hides. Needs no
key and no network.
  --out     the file of the copy (- for standard output)
  --reveal  path of a section that stays shown; without any, the copy shows none`,
    options: { out: 'FILE', reveal: '[PATH …]' },
    words: ['BUNDLE'],
    connects: false,
    run: async (options, terminal) => {
        const out = options.needed('out');
        const copy = redactBundle(await readBytes(options.word('BUNDLE'), terminal), options.all('reveal'));
        await writeResult(out, serialiseBundle(copy), terminal);
        if (out === '-') return EXIT.OK;
        const shown = copy.revealed.map(({ path }) => path);
        show(terminal, options, { file: out, shown }, () => [`${out}: ${shown.length} sections shown`]);
        return EXIT.OK;
    },
};
