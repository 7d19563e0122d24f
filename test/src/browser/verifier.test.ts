// The verifier page, opened as a file in a real browser, with a certificate of a real network: what is proved is said, and what is not is refused.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { serialiseCertificate } from '@carnet/client/verify';
import { createShare } from '@carnet/portal';
import { buildVerifierPage } from '@carnet/portal/dist/build/verifier-page.js';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startCertifiedPortal, type RunningPortal } from '../portal/running.js';
import { accessibilityFaults } from './axe.js';
import { certifiedCar, type Certified } from './certificates.js';
import { launchChromium, overflow, watchedPage, WITHOUT_CHROMIUM, type Watched } from './chromium.js';

describe('the verifier page in Chromium', { skip: WITHOUT_CHROMIUM }, () => {
    let browser: Browser;
    let car: Certified;
    let portal: RunningPortal;
    let folder: string;
    let address: string;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'carnet-verifier-'));
        const html = await buildVerifierPage();
        writeFileSync(join(folder, 'verify.html'), html);
        address = pathToFileURL(join(folder, 'verify.html')).href;
        [browser, car] = await Promise.all([launchChromium(), certifiedCar()]);
        portal = await startCertifiedPortal(car.roots, html);
    });
    after(async () => {
        await Promise.all([browser.close(), car.close(), portal.close()]);
        rmSync(folder, { recursive: true });
    });

    const json = (name: string, content: string): { name: string; mimeType: string; buffer: Buffer } =>
        ({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
    const rootsJson = (): string => JSON.stringify(car.roots);

    async function opened(options: BrowserContextOptions = {}): Promise<Watched> {
        const watched = await watchedPage(browser, options);
        await watched.page.goto(address);
        return watched;
    }

    async function given({ page }: Watched, roots: string, certificate: string): Promise<void> {
        await page.locator('#roots-input').setInputFiles(json('roots.json', roots));
        await page.locator('#certificate-input').setInputFiles(json('car.json', certificate));
        await page.locator('#outcome h2.headline').waitFor();
    }

    test('a certificate is proved in words, with the report and its chart, and not one request is made', async () => {
        const watched = await opened();
        await given(watched, rootsJson(), car.file);
        const { page, errors, requests, context } = watched;
        const text = await page.locator('#outcome').innerText();
        for (const said of [
            'The certificate is genuine', 'Signed by peers of Org1MSP, Org2MSP', 'The book holds 4 entries, of which 4 are shown here',
            'The verdict was computed again here', 'The odometer reading is not credible', 'Oil and filter changed', car.vin.slice(-6),
        ]) assert.ok(text.includes(said), `${said} in ${text}`);
        assert.equal(await page.getByRole('img', { name: /^Odometer readings over time/ }).count(), 1);
        assert.deepEqual(errors, []);
        assert.deepEqual(requests, [address]);
        await context.close();
    });

    test('a share is proved too: what is withheld is counted', async () => {
        const watched = await opened({ locale: 'fr-FR' });
        await given(watched, rootsJson(), car.share);
        const text = await watched.page.locator('#outcome').innerText();
        for (const said of [
            'Le certificat est authentique', 'dont 3 sont montrées ici', 'il n’a pas pu être recalculé ici', '1 inscription du carnet est retenue.',
        ]) assert.ok(text.includes(said), `${said} in ${text}`);
        assert.ok(!text.includes('Oil and filter'));
        await watched.context.close();
    });

    test('changed, shortened, foreign, half-signed and unreadable files are refused in words, in both languages', async () => {
        const [first, second, ...others] = car.certificate.entries;
        assert.ok(first && second);
        const cases: [string, string, string, RegExp, RegExp][] = [
            ['a changed reading', rootsJson(), car.file.replace('"value":61870', '"value":41870'), /PROOF_LEAF_MISMATCH/, /is not what was recorded/],
            ['an entry less', rootsJson(), serialiseCertificate({ ...car.certificate, entries: [first, ...others] }),
                /PROOF_ENTRY_COUNT/, /Entries of the book are missing/],
            ['roots of others', JSON.stringify({ Org1MSP: car.roots['Org2MSP'], Org2MSP: car.roots['Org1MSP'] }), car.file,
                /PROOF_SIGNER_ISSUER_UNKNOWN/, /does not lead to the roots that you chose/],
            ['one root', JSON.stringify({ Org1MSP: car.roots['Org1MSP'] }), car.file, /PROOF_ORGANISATION_UNKNOWN/, /whose root certificate you did not choose/],
            ['no certificate', rootsJson(), 'hello', /PROOF_MALFORMED/, /This is not a certificate of a vehicle/],
        ];
        for (const [title, roots, file, code, sentence] of cases) {
            const watched = await opened();
            await given(watched, roots, file);
            const outcome = watched.page.locator('#outcome');
            assert.match(await outcome.innerText(), /The certificate is refused/, title);
            assert.match(await outcome.innerText(), code, title);
            assert.match(await outcome.innerText(), sentence, title);
            assert.equal(await outcome.locator('svg').count(), 0, 'nothing of the file is shown');
            await watched.page.getByRole('button', { name: 'Français' }).press('Enter');
            assert.match(await outcome.innerText(), /Le certificat est refusé/);
            assert.deepEqual(watched.errors, []);
            await watched.context.close();
        }
    });

    test('roots are taken as PEM files named after their organisation, shown by fingerprint, and removed by keyboard', async () => {
        const watched = await opened();
        const { page, context } = watched;
        const pem = (mspId: string): { name: string; mimeType: string; buffer: Buffer } =>
            ({ name: `${mspId}.pem`, mimeType: 'application/x-pem-file', buffer: Buffer.from(car.roots[mspId]?.join('') ?? '') });
        await page.locator('#roots-input').setInputFiles([pem('Org1MSP'), pem('Org2MSP'), { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('?') }]);
        await page.locator('.large-fingerprint').nth(1).waitFor();
        assert.match(await page.locator('.large-fingerprint').first().innerText(), /^(?:[0-9a-f]{4} ){15}[0-9a-f]{4}$/);
        assert.match(await page.getByRole('alert').innerText(), /notes\.txt is neither/);
        await page.locator('#certificate-input').setInputFiles(json('car.json', car.file));
        await page.getByText('The certificate is genuine').waitFor();
        assert.equal(await page.locator('#certificate-chosen').innerText(), 'car.json');
        await page.getByRole('button', { name: 'Remove Org2MSP' }).press('Enter');
        await page.getByText('PROOF_ORGANISATION_UNKNOWN').waitFor();
        assert.equal(await page.evaluate('document.activeElement.id'), 'roots-input');
        await context.close();
    });

    test('files are dropped on it as well', async () => {
        const watched = await opened();
        const { page, context } = watched;
        for (const [zone, name, content] of [['roots', 'roots.json', rootsJson()], ['certificate', 'car.json', car.file]] as const) {
            await page.evaluate(`{
                const transfer = new DataTransfer();
                transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}));
                document.getElementById('${zone}-zone').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }`);
        }
        await page.getByText('The certificate is genuine').waitFor();
        await context.close();
    });

    test('it has no fault that axe finds, and nothing is scrolled sideways at 320 pixels, proved or refused', async () => {
        for (const file of [car.file, 'hello']) {
            const watched = await opened({ bypassCSP: true, viewport: { width: 320, height: 640 } });
            await given(watched, rootsJson(), file);
            assert.equal(await overflow(watched.page), 0);
            assert.deepEqual(await accessibilityFaults(watched.page), []);
            await watched.context.close();
        }
    });

    test('from the portal it runs under the header\'s policy, and a share made of the same certificate shows who signed', async () => {
        const { path } = await createShare(portal.folder, Buffer.from(car.file), { days: 1, now: portal.now });
        const { page, context, errors, requests } = await watchedPage(browser);
        await page.goto(portal.url + path);
        const text = await page.locator('main').innerText();
        for (const said of ['The odometer reading is not credible', 'The computers of 2 organisations', 'Org1MSP', 'Org2MSP']) assert.ok(text.includes(said), said);
        await page.getByRole('link', { name: 'verifier page' }).click();
        await page.locator('#roots-input').setInputFiles(json('roots.json', rootsJson()));
        await page.locator('#certificate-input').setInputFiles(json('car.json', car.file));
        await page.getByText('The certificate is genuine').waitFor();
        assert.deepEqual(errors, []);
        assert.ok(requests.every(request => new URL(request).origin === portal.url));
        await context.close();
    });
});
