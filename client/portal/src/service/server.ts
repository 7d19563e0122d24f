// The HTTP server: limits on size, time and number of requests; one line of log per answer, without addresses, tokens or VINs.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { languageOf, speechIn } from '../page/languages.js';
import { errorPage } from '../page/plain-pages.js';
import { visitorOf } from './address.js';
import { Limiter } from './limits.js';
import { pageReply, securityHeaders, type Reply } from './reply.js';
import { addressOf, answerTo, type RoutedReply, type RouteSettings } from './routes.js';

const REQUESTS_PER_VISITOR = { count: 240, span: 60_000 };
/** A certificate is verified each time it is shown, which for a book of thousands of entries takes a while. */
const REPORTS_PER_VISITOR = { count: 60, span: 60_000 };

export interface ServerSettings extends RouteSettings {
    /** The portal stands behind a proxy of its own, which writes X-Forwarded-For. */
    readonly behindProxy: boolean;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
    /** One line for one answer or fault. */
    readonly log: (line: string) => void;
}

function send(response: ServerResponse, { status, type, body, headers }: Reply, secure: boolean, withBody: boolean): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    response.writeHead(status, { ...securityHeaders(secure), 'Content-Type': type, 'Content-Length': bytes.length, ...headers });
    response.end(withBody ? bytes : undefined);
}

/** Not yet listening. Behind TLS that a proxy ends: the server itself speaks plain HTTP. */
export function portalServer(settings: ServerSettings): Server {
    const requests = new Limiter(REQUESTS_PER_VISITOR);
    const reports = new Limiter(REPORTS_PER_VISITOR);
    const secure = settings.origin.startsWith('https:');

    async function routed(request: IncomingMessage): Promise<RoutedReply> {
        const visitor = visitorOf(request, settings.behindProxy);
        const refuse = (status: number, kind: 'tooMany' | 'failed'): Reply => {
            const speech = speechIn(languageOf(null, request.headers['accept-language']));
            return pageReply(status, errorPage(kind, speech), speech.language, { Connection: 'close' });
        };
        const now = settings.now();
        const within = requests.take(visitor, now) && (!addressOf(request).pathname.startsWith('/r/') || reports.take(visitor, now));
        if (!within) return { name: 'limited', reply: refuse(429, 'tooMany') };
        try {
            return await answerTo(request, settings, visitor, now);
        } catch (error) {
            settings.log(`fault: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
            return { name: 'fault', reply: refuse(500, 'failed') };
        }
    }

    const server = createServer({
        // A visitor who sends slowly is cut off: headers in 5 s, the whole request in 10 s; checked every second.
        headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000, connectionsCheckingInterval: 1000,
        maxHeaderSize: 8192, insecureHTTPParser: false, requireHostHeader: true,
    }, (request, response) => {
        const started = settings.now();
        void routed(request).then(({ name, reply }) => {
            send(response, reply, secure, request.method !== 'HEAD');
            settings.log(`${new Date(started).toISOString()} ${request.method ?? '-'} ${name} ${reply.status} ${settings.now() - started} ms`);
        });
    });
    server.maxConnections = 512;
    server.maxRequestsPerSocket = 100;
    server.timeout = 30_000;
    return server;
}
