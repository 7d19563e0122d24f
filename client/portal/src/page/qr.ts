// QR codes as inline SVG.
import encodeQR from 'qr';
import { html, type Markup } from './markup.js';

const QUIET_ZONE = 4; // Modules, ISO/IEC 18004 § 5.3.8.

/** @param title what screen readers say instead */
export function qrCode(text: string, title: string): Markup {
    const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
    const path = modules.flatMap((row, y) => row.flatMap((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : [])).join('');
    return html`<svg class="qr" viewBox="0 0 ${modules.length} ${modules.length}" role="img" aria-labelledby="qr-title" shape-rendering="crispEdges">
<title id="qr-title">${title}</title><path class="paper" d="M0 0h${modules.length}v${modules.length}H0z"/><path class="ink" d="${path}"/></svg>`;
}
