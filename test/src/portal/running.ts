// A portal for the tests: in this process, on a port of its own, with a clock that the test sets.
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buyerReport } from '@carnet/client/report';
import type { Roots } from '@carnet/client/verify';
import {
    checkCertificate, createShare, DashboardCheck, portalServer, refusalSentence, verifierPageOf,
    type AskLedger, type ProvedReport, type ServerSettings,
} from '@carnet/portal';
import { cleanCar, rolledBackCar, type Car } from './cars.js';

export const NOON = Date.parse('2024-06-10T12:00:00Z');

/** A report as if its certificate had been verified. */
export function proved({ report, entries }: Car): ProvedReport {
    const names = { Org1MSP: 'Inspections', Org2MSP: 'Garage' };
    return {
        report: buyerReport(report, entries, { organisations: names }),
        proof: {
            block: '1842',
            signers: [
                { mspId: 'Org1MSP', name: 'Inspections', subject: 'CN=peer0.org1.example.com', rootFingerprint: '3f'.repeat(32) },
                { mspId: 'Org2MSP', name: 'Garage', subject: 'CN=peer0.org2.example.com', rootFingerprint: 'a9'.repeat(32) },
            ],
        },
    };
}

export interface RunningPortal {
    readonly url: string;
    readonly folder: string;
    readonly log: string[];
    now: number;
    share(content: string, days?: number): Promise<string>;
    close(): Promise<void>;
}

/** Shares whose content is 'clean' or 'rolled back' show those cars; any other content is refused. */
export async function startPortal(ask: AskLedger = () => Promise.resolve('MATCH'), changes: Partial<ServerSettings> = {}): Promise<RunningPortal> {
    const folder = await mkdtemp(join(tmpdir(), 'carnet-portal-'));
    const log: string[] = [];
    const cars: Readonly<Record<string, Car>> = { 'clean': cleanCar(), 'rolled back': rolledBackCar() };
    const portal = {
        url: '', folder, log, now: NOON,
        share: async (content: string, days = 7): Promise<string> => {
            return (await createShare(folder, Buffer.from(content), { days, now: portal.now })).path;
        },
        close: async (): Promise<void> => {
            server.closeAllConnections();
            await new Promise(resolve => server.close(resolve));
            await rm(folder, { recursive: true });
        },
    };
    const server = portalServer({
        folder, origin: 'https://portal.example', behindProxy: false, now: () => portal.now, log: line => log.push(line),
        verify: content => {
            const car = cars[content.toString()];
            return Promise.resolve(car === undefined ? { code: 'SIGNATURE_INVALID', sentence: 'A signature does not verify.' } : proved(car));
        },
        check: new DashboardCheck(ask, error => log.push(String(error))),
        verifierPage: { html: '<!DOCTYPE html><title>Verifier</title>', policy: 'default-src \'none\'' }, ...changes,
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    portal.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return portal;
}

/** A portal that verifies real certificates against these roots, with the clock of this computer. */
export async function startCertifiedPortal(roots: Roots, verifierPage: string): Promise<RunningPortal> {
    const portal = await startPortal(undefined, {
        verifierPage: verifierPageOf(verifierPage),
        verify: async (certificate, { language }) => {
            const checked = await checkCertificate(certificate, roots);
            return 'code' in checked ? { code: checked.code, sentence: refusalSentence(checked.code, language) } : checked;
        },
    });
    portal.now = Date.now();
    return portal;
}
