// Root certificates as people hand them in: a JSON of organisation → PEM, or PEM files named after the organisation.

/** One root certificate of one organisation. */
export interface Root {
    readonly mspId: string;
    readonly pem: string;
    /** SHA-256 of the DER, lower-case hex. */
    readonly fingerprint: string;
}

const PEM = /-----BEGIN CERTIFICATE-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----/g;
const MSP_ID = /^[A-Za-z0-9._-]{1,64}$/;

async function fingerprintOf(base64: string): Promise<string> {
    const der = Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), character => character.charCodeAt(0));
    const digest = await crypto.subtle.digest('SHA-256', der);
    return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}

async function rootsIn(mspId: string, text: string): Promise<Root[]> {
    if (!MSP_ID.test(mspId)) return [];
    return Promise.all([...text.matchAll(PEM)].map(async ([pem, base64 = '']) => ({ mspId, pem: `${pem}\n`, fingerprint: await fingerprintOf(base64) })));
}

function pemsOf(value: unknown): string {
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.filter(item => typeof item === 'string').join('\n') : '';
}

/** @param name of the file: without its ending it is the organisation of a PEM @returns none where the file holds no root */
export async function readRoots(name: string, text: string): Promise<Root[]> {
    try {
        if (!text.trimStart().startsWith('{')) return await rootsIn(name.replace(/\.[^.]*$/, ''), text);
        const table = JSON.parse(text) as Record<string, unknown>;
        return (await Promise.all(Object.entries(table).map(([mspId, value]) => rootsIn(mspId, pemsOf(value))))).flat();
    } catch {
        return []; // Not JSON, or not base64: the page says that the file cannot be read.
    }
}
