// Administration of the running process: readiness and deployment, for whoever holds the orderer's TLS key.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Nodes } from '../nodes.js';
import { PolicyError } from '../policy/policy-error.js';
import { deploy } from './deploy.js';
import type { DeployRequest, ErrorAnswer } from './protocol.js';

/** Files of the orderer's TLS folder. */
export interface ControlTls { readonly ca: string; readonly certificate: string; readonly key: string }

const MAX_BODY_BYTES = 1024 * 1024;

export class ControlServer {
    readonly #server: Server;
    readonly #nodes: Nodes;
    /** Deployments one after the other: the sequence of one depends on the one before. */
    #deploying: Promise<unknown> = Promise.resolve();

    private constructor(server: Server, nodes: Nodes) {
        this.#server = server;
        this.#nodes = nodes;
        server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response));
    }

    /** Listens on the loopback interface; only certificates of the orderer's TLS CA get in. */
    static listen(port: number, tls: ControlTls, nodes: Nodes): Promise<ControlServer> {
        const server = createServer({
            ca: readFileSync(tls.ca), cert: readFileSync(tls.certificate), key: readFileSync(tls.key),
            requestCert: true, rejectUnauthorized: true,
        });
        const control = new ControlServer(server, nodes);
        return new Promise((resolve, reject) => {
            server.once('error', reject);
            server.listen(port, '127.0.0.1', () => resolve(control));
        });
    }

    close(): Promise<void> {
        return new Promise(resolve => {
            this.#server.close(() => resolve());
            this.#server.closeAllConnections();
        });
    }

    async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        try {
            if (request.method === 'GET' && request.url === '/ready') {
                answer(response, 200, { pid: process.pid });
            } else if (request.method === 'POST' && request.url === '/chaincodes') {
                const deployment = JSON.parse(await body(request)) as DeployRequest;
                const result = this.#deploying.then(() => deploy(deployment, this.#nodes));
                this.#deploying = result.catch(() => undefined);
                answer(response, 200, await result);
            } else {
                answer(response, 404, { code: 'DEPLOY_FAILED', message: 'ask for GET /ready or POST /chaincodes' } satisfies ErrorAnswer);
            }
        } catch (error) {
            const code = error instanceof PolicyError ? 'DEFINITION_INVALID' : 'DEPLOY_FAILED';
            answer(response, 400, { code, message: (error as Error).message } satisfies ErrorAnswer);
        }
    }
}

function answer(response: ServerResponse, code: number, content: object): void {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

async function body(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) throw new Error(`the request is larger than ${MAX_BODY_BYTES} bytes`);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
