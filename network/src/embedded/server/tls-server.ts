// A gRPC server with TLS on one port, as peers and orderers have.
import { readFileSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';

/** Files of a node's TLS folder. */
export interface TlsFiles { readonly certificate: string; readonly key: string }

/** Fabric's limit for messages, both ways. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

export function newServer(): Server {
    return new Server({
        'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
        'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    });
}

/** Listens on the loopback interface, as the nodes of the fabric engine do; only TLS is spoken. @throws Error when the port is taken. */
export function listen(server: Server, port: number, { certificate, key }: TlsFiles): Promise<void> {
    const credentials = ServerCredentials.createSsl(null, [{ cert_chain: readFileSync(certificate), private_key: readFileSync(key) }], false);
    return new Promise((resolve, reject) => {
        server.bindAsync(`127.0.0.1:${port}`, credentials, error => {
            if (error) reject(error);
            else resolve();
        });
    });
}

/** Ends what is under way within a second, and everything after that. */
export function shutdown(server: Server): Promise<void> {
    return new Promise(resolve => {
        const timer = setTimeout(() => {
            server.forceShutdown();
            resolve();
        }, 1000);
        server.tryShutdown(() => {
            clearTimeout(timer);
            resolve();
        });
    });
}
