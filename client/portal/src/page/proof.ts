// What the report rests on: who signed it, against which roots that was checked, and what identifies the state of the book.
import type { BuyerReport } from '@carnet/client/report';
import { organisationText, section } from './facts.js';
import type { Speech } from './languages.js';
import { html, type Markup } from './markup.js';

/** One organisation's signature that was verified. */
export interface Signer {
    readonly mspId: string;
    readonly name?: string;
    /** Subject of the certificate that signed. */
    readonly subject: string;
    /** SHA-256 of the root certificate (DER), lower-case hex. */
    readonly rootFingerprint: string;
}

/** What the verification of a certificate found. */
export interface Proof {
    readonly signers: readonly Signer[];
    /** Number of the block in which the book was last written. */
    readonly block: string;
}

/** Hex in groups of four, in capitals where people compare it aloud. */
export function groupedHex(hex: string): string {
    return (hex.match(/.{1,4}/g) ?? []).join(' ');
}

/** @param checked who compared the signatures with the roots: the portal, or the visitor's own device */
export function proofSection(
    report: BuyerReport, proof: Proof, checked: 'checkedByPortal' | 'checkedHere', speech: Speech, ...links: readonly Markup[]
): Markup {
    const { words: { proof: words } } = speech;
    const named = proof.signers.some(({ name }) => name !== undefined);
    return section('proof', words.heading,
        html`<p>${words.signed(proof.signers.length)} ${words[checked]}</p>
<ul class="signers">${proof.signers.map(signer => html`<li><strong>${organisationText(signer, speech)}</strong>
<span class="subject">${signer.subject}</span>
<span class="label">${words.root}</span> <span class="code fingerprint">${groupedHex(signer.rootFingerprint)}</span></li>`)}</ul>
<dl class="facts">
<div><dt>${words.head}</dt><dd class="code fingerprint">${groupedHex(report.headHash)}</dd></div>
<div><dt>${words.entries}</dt><dd>${report.entries}</dd></div>
<div><dt>${words.block}</dt><dd>${proof.block}</dd></div>
<div><dt>${words.rules}</dt><dd>${report.rulesVersion}</dd></div>
</dl>
<p>${words.notProved}</p>
${named && html`<p>${words.names}</p>`}`,
        links,
    );
}
