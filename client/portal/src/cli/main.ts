// The command carnet-portal: runs the service, or puts one certificate into its folder.
import { mkdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, type Carnet } from '@carnet/client';
import { parseCertificate } from '@carnet/client/verify';
import { checkCertificate } from '../certificate/checking.js';
import { refusalSentence } from '../certificate/refusals.js';
import { ledgerCheck } from '../service/ledger-check.js';
import { DashboardCheck } from '../service/check.js';
import { portalServer } from '../service/server.js';
import { readVerifierPage } from '../service/verifier-file.js';
import { createShare, sweepShares } from '../shares/share-folder.js';
import { readNamesFile } from './json-file.js';
import { readRootsFile } from './roots-file.js';
import { settingsFrom, USAGE, UsageError, type ServeSettings, type ShareSettings } from './settings.js';

const SWEEP_EVERY = 3_600_000;

function log(line: string): void {
    console.log(line);
}

function fault(error: unknown): void {
    console.error(error instanceof Error ? error.stack ?? error.message : String(error));
}

/** Until SIGINT or SIGTERM. */
async function serve(settings: ServeSettings): Promise<void> {
    const roots = readRootsFile(settings.roots);
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
    log(`listening on http://${settings.host}:${(server.address() as AddressInfo).port} for ${settings.origin}; roots of ${Object.keys(roots).join(', ')}`);
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

async function share({ file, folder, days, origin }: ShareSettings): Promise<void> {
    const certificate = await readFile(file);
    parseCertificate(certificate);
    const { path, expires } = await createShare(folder, certificate, { days });
    log(`${origin}${path}\nworks until ${expires}`);
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
        console.error(error instanceof Error ? error.message : String(error));
        if (!(error instanceof UsageError)) return 1;
        console.error(USAGE);
        return 2;
    }
}
