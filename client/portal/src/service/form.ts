// The body of a form: small, of one type, and read within the server's time limit.
import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 1024;

/** Undefined where it is no form, or larger than 1 KiB: then no more of it is read. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded' || Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > MAX_BODY_BYTES) return undefined;
        chunks.push(chunk);
    }
    return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
