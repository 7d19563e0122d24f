// Makes the package that `peer lifecycle chaincode install` takes for a chaincode that runs as a service.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { ChaincodeSource } from './source.js';

export interface ServicePackage {
    readonly bytes: Buffer;
    /** `label:sha256 of the bytes`, as the peer computes it. */
    readonly packageId: string;
}

/** A gzipped tar that depends on the entries alone: no times, owners or operating system in it. */
async function tarball(entries: readonly (readonly [name: string, content: Buffer])[]): Promise<Buffer> {
    const tar = pack();
    for (const [name, content] of entries) tar.entry({ name, size: content.length, mode: 0o100644, mtime: new Date(0), uid: 0, gid: 0 }, content);
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    const bytes = gzipSync(Buffer.concat(chunks), { level: 9 });
    // Byte 9 of a gzip header tells the operating system: 255 is "unknown".
    bytes[9] = 255;
    return bytes;
}

/**
 * `address` is where the peer finds the service. META-INF goes into the package (deployCCAAS.sh of fabric-samples loses it), and
 * so does a digest of the code: the peer then sees a new package when the code behind the address is another.
 */
export async function packageService(source: ChaincodeSource, label: string, address: string): Promise<ServicePackage> {
    const connection = { address, dial_timeout: '10s', tls_required: false };
    const code = await tarball([
        ['connection.json', Buffer.from(`${JSON.stringify(connection)}\n`)],
        ['code.sha256', Buffer.from(`${source.digest}\n`)],
        ...source.metaInf,
    ]);
    const bytes = await tarball([
        ['metadata.json', Buffer.from(`${JSON.stringify({ type: 'ccaas', label })}\n`)],
        ['code.tar.gz', code],
    ]);
    return { bytes, packageId: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}
