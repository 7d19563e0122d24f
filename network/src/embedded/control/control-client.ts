// The engine's side of the administration port.
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { NetworkError } from '../../network-error.js';
import type { DeployAnswer, DeployRequest, ErrorAnswer } from './protocol.js';
import type { ControlTls } from './control-server.js';

export interface ControlAddress {
    readonly port: number;
    /** Name in the orderer's certificate. */
    readonly host: string;
    readonly tls: ControlTls;
}

const READY_TIMEOUT_MS = 1000;
const DEPLOY_TIMEOUT_MS = 30_000;

/** The process id of the network that answers. @throws NetworkError CONTROL_UNREACHABLE */
export async function ready(address: ControlAddress): Promise<number> {
    return (await call<{ pid: number }>(address, 'GET', '/ready', undefined, READY_TIMEOUT_MS)).pid;
}

/** @throws NetworkError DEFINITION_INVALID, DEPLOY_FAILED, CONTROL_UNREACHABLE */
export function deploy(address: ControlAddress, deployment: DeployRequest): Promise<DeployAnswer> {
    return call<DeployAnswer>(address, 'POST', '/chaincodes', deployment, DEPLOY_TIMEOUT_MS);
}

function call<T>({ port, host, tls }: ControlAddress, method: string, path: string, content: object | undefined, timeout: number): Promise<T> {
    return new Promise((resolve, reject) => {
        const unreachable = (cause: Error): void => reject(new NetworkError('CONTROL_UNREACHABLE',
            `the embedded network does not answer on port ${port}: ${cause.message}; run \`carnet-network up\``, { port }, { cause }));
        const outgoing = request({
            host: '127.0.0.1', port, method, path, timeout, servername: host, agent: false,
            ca: readFileSync(tls.ca), cert: readFileSync(tls.certificate), key: readFileSync(tls.key),
        }, response => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', unreachable);
            response.on('end', () => {
                let parsed: T | ErrorAnswer;
                try {
                    parsed = JSON.parse(Buffer.concat(chunks).toString('utf8')) as T | ErrorAnswer;
                } catch (error) {
                    unreachable(error as Error);
                    return;
                }
                if (response.statusCode === 200) {
                    resolve(parsed as T);
                    return;
                }
                const { code, message } = parsed as ErrorAnswer;
                reject(new NetworkError(code, message));
            });
        });
        outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeout} ms`)));
        outgoing.on('error', unreachable);
        outgoing.end(content && JSON.stringify(content));
    });
}
