// Root certificates that somebody chose on the verifier page, each with the fingerprint that he compares.
import { rootsIn } from '@carnet/client/verify';

/** One root certificate of one organisation. */
export interface Root {
    readonly mspId: string;
    readonly pem: string;
    /** SHA-256 of the DER, lower-case hex. */
    readonly fingerprint: string;
}

async function fingerprintOf(pem: string): Promise<string> {
    const base64 = pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    const der = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    const digest = await crypto.subtle.digest('SHA-256', der);
    return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** @param name of the file: without its ending it is the organisation of a PEM @throws where anything in it is no root: CarnetError, or of base64 */
export async function readRoots(name: string, text: string): Promise<Root[]> {
    const roots = Object.entries(rootsIn(name, text)).flatMap(([mspId, pems]) => pems.map(pem => ({ mspId, pem })));
    return await Promise.all(roots.map(async root => ({ ...root, fingerprint: await fingerprintOf(root.pem) })));
}
