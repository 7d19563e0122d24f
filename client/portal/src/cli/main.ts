// The command carnet-portal: runs the service, or puts one certificate into its folder.
import { mkdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { CarnetError, connect, readRoots, type Carnet } from '@carnet/client';
import { jsonText, printable, printableLines, UsageError } from '@carnet/client/command-line';
import { parseCertificate } from '@carnet/client/verify';
import { checkCertificate } from '../certificate/checking.js';
import { refusalSentence } from '../certificate/refusals.js';
import { ledgerCheck } from '../service/ledger-check.js';
import { DashboardCheck } from '../service/check.js';
import { portalServer } from '../service/server.js';
import { readVerifierPage } from '../service/verifier-file.js';
import { createShare, sweepShares } from '../shares/share-folder.js';
import { readNamesFile } from './names-file.js';
import { settingsFrom, USAGE, type ServeSettings, type ShareSettings } from './settings.js';

const SWEEP_EVERY = 3_600_000;

function log(line: string): void {
    console.log(printableLines(line));
}

function fault(error: unknown): void {
    console.error(printableLines(error instanceof Error ? error.stack ?? error.message : String(error)));
}

/** Until SIGINT or SIGTERM. */
async function serve(settings: ServeSettings): Promise<void> {
    const roots = readRoots(settings.roots);
    const organisations = settings.names === undefined ? {} : readNamesFile(settings.names);
    const verifierPage = await readVerifierPage();
    await mkdir(settings.folder, { recursive: true, mode: 0o700 });
    let carnet: Carnet | undefined;
    if (settings.check) carnet = await connect();
    const { channel, chaincode } = settings;
    const server = portalServer({
        ...settings, verifierPage, now: Date.now, log,
        verify: async (certificate, { language }) => {
            const checked = await checkCertificate(certificate, roots, { channel, chaincode, organisations });
            return 'code' in checked ? { code: checked.code, sentence: refusalSentence(checked.code, language) } : checked;
        },
        check: carnet && new DashboardCheck(ledgerCheck(carnet, Date.now), fault),
    });
    const sweep = (): void => void sweepShares(settings.folder, Date.now()).catch(fault);
    sweep();
    const sweeping = setInterval(sweep, SWEEP_EVERY);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(settings.port, settings.host, resolve));
    const [address, organisationsTrusted] = [`http://${settings.host}:${(server.address() as AddressInfo).port}`, Object.keys(roots)];
    log(settings.json ? jsonText({ listening: address, origin: settings.origin, rootsOf: organisationsTrusted })
        : `listening on ${address} for ${settings.origin}; roots of ${organisationsTrusted.join(', ')}`);
    await new Promise<void>(resolve => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    clearInterval(sweeping);
    carnet?.close();
    await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5000).unref();
    });
}

async function share({ file, folder, days, origin, json }: ShareSettings): Promise<void> {
    const certificate = await readFile(file);
    parseCertificate(certificate);
    const { path, expires } = await createShare(folder, certificate, { days });
    log(json ? jsonText({ link: `${origin}${path}`, expires }) : `${origin}${path}\nworks until ${expires}`);
}

/** As `carnet` has them; FAILED where the fault has none. */
function codeOf(error: unknown): string {
    return error instanceof UsageError ? 'USAGE' : error instanceof CarnetError ? error.code : 'FAILED';
}

/** @returns the exit code: 0, 1 for a failure, 2 for a wrong command line */
export async function main(args: readonly string[]): Promise<number> {
    try {
        const settings = settingsFrom(args);
        if (settings === undefined) log(USAGE);
        else if (settings.command === 'serve') await serve(settings);
        else await share(settings);
        return 0;
    } catch (error) {
        const [wronglyCalled, message] = [error instanceof UsageError, error instanceof Error ? error.message : String(error)];
        if (args.includes('--json')) console.error(jsonText({ code: codeOf(error), message }));
        else console.error(wronglyCalled ? `${printable(message)}\n${USAGE}` : printable(message));
        return wronglyCalled ? 2 : 1;
    }
}
