// An S3-compatible server on this computer, which keeps its objects in a folder and checks the signature of every request.
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** The one account that the server has. */
export const S3_CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const;

interface S3Server {
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
}
type S3ServerClass = new (options: Readonly<Record<string, unknown>>) => S3Server;

/** @param directory of the objects; the bucket `ciphertexts` is made */
export async function startS3(directory: string): Promise<{ readonly endpoint: string; readonly close: () => Promise<void> }> {
    const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as S3ServerClass;
    const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'ciphertexts' }], vhostBuckets: false });
    const { port } = await server.run();
    return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}
