// The public face of the portal: what a member's programs use of it.
export { html, Markup, type Insert } from './page/markup.js';
