// The buyer's page in a real browser: readable by everyone, on a phone, on paper, without script and without anything from elsewhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startPortal, type RunningPortal } from '../portal/running.js';
import { accessibilityFaults } from './axe.js';
import { launchChromium, overflow, watchedPage, WITHOUT_CHROMIUM } from './chromium.js';

describe('the buyer\'s page in Chromium', { skip: WITHOUT_CHROMIUM }, () => {
    let browser: Browser;
    let portal: RunningPortal;
    before(async () => {
        browser = await launchChromium();
        portal = await startPortal(() => Promise.resolve('LOWER_THAN_LEDGER'));
    });
    after(async () => {
        await browser.close();
        await portal.close();
    });

    for (const car of ['clean', 'rolled back']) {
        for (const [locale, heading] of [['en-GB', 'Vehicle report'], ['fr-FR', 'Rapport du véhicule']] as const) {
            test(`a share link opens the report of the ${car} car in the visitor's language (${locale}), and asks nothing of anyone else`, async () => {
                const { page, context, errors, requests } = await watchedPage(browser, { locale });
                await page.goto(portal.url + await portal.share(car));
                assert.match(await page.locator('h1').innerText(), new RegExp(`^${heading}`));
                assert.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2));
                assert.deepEqual(errors, []);
                assert.ok(requests.length >= 2 && requests.every(address => new URL(address).origin === portal.url), requests.join(' '));
                await context.close();
            });
        }

        test(`the report of the ${car} car has no fault that axe finds, in light and dark, wide and narrow`, async () => {
            const path = await portal.share(car);
            for (const [colorScheme, width] of [['light', 1200], ['dark', 1200], ['light', 320]] as const) {
                const { page, context } = await watchedPage(browser, { bypassCSP: true, colorScheme, viewport: { width, height: 800 } });
                await page.goto(portal.url + path);
                assert.deepEqual(await accessibilityFaults(page), [], `${colorScheme} ${width}`);
                await context.close();
            }
        });
    }

    test('at 320 pixels nothing has to be scrolled sideways, in either language, on every page', async () => {
        const path = await portal.share('rolled back');
        for (const lang of ['en', 'fr']) {
            const { page, context } = await watchedPage(browser, { viewport: { width: 320, height: 640 } });
            for (const address of [path, '/check', '/', '/nothing']) {
                await page.goto(`${portal.url}${address}?lang=${lang}`);
                assert.equal(await overflow(page), 0, `${address} ${lang}`);
            }
            await context.close();
        }
    });

    test('it prints on A4, also from a phone', async () => {
        const { page, context } = await watchedPage(browser, { viewport: { width: 320, height: 640 } });
        await page.goto(portal.url + await portal.share('rolled back'));
        const pdf = await page.pdf({ preferCSSPageSize: true });
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
        assert.match(pdf.toString('latin1'), /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
        await page.emulateMedia({ media: 'print' });
        assert.deepEqual([await page.locator('.site').isVisible(), await page.locator('.qr').isVisible()], [false, true]);
        await context.close();
    });

    test('the chart has a name and a description, and a screen reader finds the same data in a table, also on a phone', async () => {
        const { page, context } = await watchedPage(browser, { viewport: { width: 320, height: 640 } });
        await page.goto(portal.url + await portal.share('rolled back'));
        const chart = page.getByRole('img', { name: /^Odometer readings over time/ });
        assert.equal(await chart.count(), 1);
        const table = page.getByRole('table', { name: 'All readings in this report, by date' });
        assert.equal(await table.getByRole('row').count(), 8);
        assert.equal(await table.getByRole('columnheader', { name: 'As read' }).count(), 1);
        assert.equal(await table.getByRole('cell', { name: '142,880 km' }).count(), 2);
        assert.match(await page.locator('main').ariaSnapshot(), /- table "All readings in this report, by date"/);
        await context.close();
    });

    test('the keyboard leads past the header to the content and to the certificate', async () => {
        const { page, context } = await watchedPage(browser);
        await page.goto(portal.url + await portal.share('clean'));
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate('document.activeElement.innerText'), 'Go to the content');
        assert.ok(await page.evaluate<number>('document.activeElement.getBoundingClientRect().left') >= 0);
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate('document.activeElement.id'), 'content');
        await page.keyboard.press('Tab');
        assert.match(String(await page.evaluate('document.activeElement.getAttribute("href")')), /^\/verify/);
        await page.keyboard.press('Tab');
        const download = page.waitForEvent('download');
        await page.keyboard.press('Enter');
        assert.equal((await download).suggestedFilename(), 'carnet-234567-2024-06-10.carnet.json');
        await context.close();
    });

    test('the printed link says that the page shows the same state of the book, another hash says nothing', async () => {
        const { page, context } = await watchedPage(browser);
        const path = await portal.share('clean');
        const same = page.getByText('This is the same state of the book');
        await page.goto(`${portal.url}${path}#head-${'c0ffee'.padEnd(64, '7')}`);
        assert.ok(await same.isVisible());
        await page.goto(`${portal.url}${path}#head-${'c0ffee'.padEnd(64, '8')}`);
        assert.ok(!await same.isVisible());
        await context.close();
    });

    test('the dashboard check is filled in and sent by keyboard, and its answer is announced', async () => {
        const { page, context, errors } = await watchedPage(browser, { locale: 'fr-FR' });
        await page.goto(`${portal.url}/check`);
        await page.getByLabel('Numéro VIN').focus();
        await page.keyboard.type('vf1jm0d0641234567');
        await page.keyboard.press('Tab');
        await page.keyboard.type('93 320');
        await page.keyboard.press('Enter');
        assert.match(await page.getByRole('status').innerText(), /Le relevé est trop bas/);
        assert.deepEqual(errors, []);
        await context.close();
    });

    test('the check, the entrance and the refusals have no fault that axe finds', async () => {
        const { page, context } = await watchedPage(browser, { bypassCSP: true });
        for (const address of ['/', '/check?lang=fr', '/nothing', await portal.share('something else')]) {
            await page.goto(portal.url + address);
            assert.deepEqual(await accessibilityFaults(page), [], address);
        }
        await page.goto(`${portal.url}/check`);
        await page.getByLabel('VIN').fill('wrong');
        await page.getByLabel('Odometer reading').fill('1');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').waitFor();
        assert.deepEqual(await accessibilityFaults(page), []);
        await context.close();
    });
});
