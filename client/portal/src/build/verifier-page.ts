// Makes the verifier page: one file with its script and style inside, allowed by their hashes, and nothing else allowed at all.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { STYLE } from '../page/style.js';

/** Of the build, in the folder of the compiled portal. */
export const VERIFIER_PAGE_FILE = fileURLToPath(new URL('../verify.html', import.meta.url));

function sourceHash(text: string): string {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The program for the browser. It fails where anything of it needs Node. */
async function script(): Promise<string> {
    const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL('../verifier/main.js', import.meta.url))],
        bundle: true, write: false, minify: true, format: 'iife', platform: 'browser', target: 'es2022', charset: 'utf8', logLevel: 'error',
    });
    const [file] = outputFiles;
    if (file === undefined) throw new Error('esbuild gave no file for the verifier page.');
    return file.text;
}

/** @returns the whole page; it may be opened from a file as well */
export async function buildVerifierPage(): Promise<string> {
    const program = await script();
    const policy = [
        'default-src \'none\'', `script-src ${sourceHash(program)}`, `style-src ${sourceHash(STYLE)}`, 'img-src data:', 'connect-src \'none\'',
        'form-action \'none\'', 'base-uri \'none\'',
    ].join('; ');
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Carnet</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<noscript><p>This page computes, so it needs JavaScript. / Cette page calcule : elle a besoin de JavaScript.</p></noscript>
<script>${program}</script>
</body>
</html>
`;
}
