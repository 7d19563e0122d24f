// What the portal answers to which address.
import type { IncomingMessage } from 'node:http';
import type { BuyerReport } from '@carnet/client/report';
import { CERTIFICATE_EXTENSION } from '@carnet/client/verify';
import { checkPage } from '../page/check-page.js';
import { languageOf, speechIn, type Speech } from '../page/languages.js';
import { errorPage, homePage } from '../page/plain-pages.js';
import type { Proof } from '../page/proof.js';
import { reportPage } from '../page/report-page.js';
import { STYLE } from '../page/style.js';
import { readShare } from '../shares/share-folder.js';
import type { DashboardCheck } from './check.js';
import { readForm } from './form.js';
import { pageReply, type Reply } from './reply.js';

/** A certificate that was verified, as the page shows it. */
export interface ProvedReport { readonly report: BuyerReport; readonly proof: Proof }
/** A certificate that was refused: the code, and a sentence in the visitor's language. */
export interface RefusedReport { readonly code: string; readonly sentence: string }

export interface RouteSettings {
    /** The folder of shares. */
    readonly folder: string;
    /** Scheme and host under which buyers reach the portal, without a slash at the end. */
    readonly origin: string;
    /** Verifies a certificate file against the portal's roots. */
    readonly verify: (certificate: Buffer, speech: Speech) => Promise<ProvedReport | RefusedReport>;
    /** Undefined where the portal has no connection to a ledger: then the check is not offered. */
    readonly check: DashboardCheck | undefined;
    /** The verifier page, and the policy that its meta element states. */
    readonly verifierPage: { readonly html: string; readonly policy: string };
}

interface Visit { readonly request: IncomingMessage; readonly url: URL; readonly speech: Speech; readonly visitor: string; readonly now: number }

type Answer = (visit: Visit, settings: RouteSettings, match: readonly string[]) => Promise<Reply> | Reply;

/** Name for the log, which never holds an address; pattern of the path; methods; answer. */
interface Route { readonly name: string; readonly path: RegExp; readonly methods: readonly string[]; readonly answer: Answer }

const READ = ['GET', 'HEAD'];

function notFound({ speech }: Visit): Reply {
    return pageReply(404, errorPage('notFound', speech), speech.language);
}

/** Malformed, unknown, expired and changed look alike. */
async function report(visit: Visit, settings: RouteSettings, [, token = '', part]: readonly string[]): Promise<Reply> {
    const { speech } = visit;
    const share = await readShare(settings.folder, token, visit.now);
    if (share === undefined) return notFound(visit);
    const verified = await settings.verify(share.content, speech);
    if ('code' in verified) return pageReply(409, errorPage('notProved', speech, verified.sentence), speech.language);
    const name = `carnet-${verified.report.vinLastSix}-${verified.report.readAt.slice(0, 10)}${CERTIFICATE_EXTENSION}`;
    if (part === '/certificate') {
        return { status: 200, type: 'application/json', body: share.content, headers: { 'Content-Disposition': `attachment; filename="${name}"` } };
    }
    const expires = new Date(share.expires).toISOString().slice(0, 10);
    return pageReply(200, reportPage({ ...verified, path: `/r/${token}`, origin: settings.origin, expires }, speech), speech.language);
}

async function check(visit: Visit, settings: RouteSettings): Promise<Reply> {
    const { request, speech } = visit;
    if (settings.check === undefined) return notFound(visit);
    if (request.method !== 'POST') return pageReply(200, checkPage({ vin: '', reading: '', unit: 'km' }, speech), speech.language);
    const form = await readForm(request);
    if (form === undefined) return pageReply(400, errorPage('badRequest', speech), speech.language, { Connection: 'close' });
    const { status, state } = await settings.check.answer(form, visit.visitor, visit.now);
    return pageReply(status, checkPage(state, speech), speech.language);
}

const CACHED = { 'Cache-Control': 'public, max-age=3600' };

const ROUTES: readonly Route[] = [
    { name: 'report', path: /^\/r\/([^/]+)(\/certificate)?$/, methods: READ, answer: report },
    { name: 'check', path: /^\/check$/, methods: [...READ, 'POST'], answer: check },
    { name: 'verify', path: /^\/verify$/, methods: READ, answer: ({ speech }, { verifierPage }) =>
        pageReply(200, verifierPage.html, speech.language, { ...CACHED, 'Content-Security-Policy': verifierPage.policy }) },
    { name: 'style', path: /^\/style\.css$/, methods: READ, answer: () => ({ status: 200, type: 'text/css; charset=utf-8', body: STYLE, headers: CACHED }) },
    { name: 'robots', path: /^\/robots\.txt$/, methods: READ, answer: () => ({ status: 200, type: 'text/plain', body: 'User-agent: *\nDisallow: /\n' }) },
    { name: 'home', path: /^\/$/, methods: READ, answer: ({ speech }, settings) =>
        pageReply(200, homePage(speech, settings.check !== undefined), speech.language) },
];

export interface RoutedReply { readonly name: string; readonly reply: Reply }

/** The address as every part of the portal reads it: without `.` and `..`, whichever way they are written. */
export function addressOf({ url }: IncomingMessage): URL {
    return new URL(`http://portal${url?.startsWith('/') === true ? url : '/'}`);
}

/** @param visitor by what the visitor is counted @throws what a route could not foresee */
export async function answerTo(request: IncomingMessage, settings: RouteSettings, visitor: string, now: number): Promise<RoutedReply> {
    const url = addressOf(request);
    const speech = speechIn(languageOf(url.searchParams.get('lang'), request.headers['accept-language']));
    const visit: Visit = { request, url, speech, visitor, now };
    for (const { name, path, methods, answer } of ROUTES) {
        const match = path.exec(url.pathname);
        if (match === null) continue;
        if (!methods.includes(request.method ?? '')) {
            const headers = { Allow: methods.join(', '), Connection: 'close' };
            return { name, reply: pageReply(405, errorPage('badRequest', speech), speech.language, headers) };
        }
        return { name, reply: await answer(visit, settings, match) };
    }
    return { name: 'unknown', reply: notFound(visit) };
}
