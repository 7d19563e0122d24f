// The verifier page as the build wrote it, and the policy that it states for itself.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../verify.html', import.meta.url));
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/;

export interface VerifierPage { readonly html: string; readonly policy: string }

/** @throws Error where a page states no policy: then it is not one of ours */
export function verifierPageOf(html: string): VerifierPage {
    const policy = POLICY.exec(html)?.[1];
    if (policy === undefined) throw new Error('The verifier page states no content security policy.');
    // A meta element cannot forbid framing: only the header can.
    return { html, policy: `${policy}; frame-ancestors 'none'` };
}

/** @throws Error with what to do where it was not built */
export async function readVerifierPage(): Promise<VerifierPage> {
    try {
        return verifierPageOf(await readFile(FILE, 'utf8'));
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(`${FILE} is not there: run \`npm run build\` in the project first.`);
        throw error;
    }
}
