// A real headless Chromium for the tests, and what a page does in it: errors, refused content, requests.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--disable-dev-shm-usage',
];

function isProgram(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** The program that CHROMIUM_PATH names, else the first that is installed. */
export function findChromium(): string | undefined {
    const named = process.env['CHROMIUM_PATH'];
    if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
    const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
    return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(isProgram);
}

/** For the `skip` of a test: false where a Chromium is found, else why the test is skipped. */
export const WITHOUT_CHROMIUM = findChromium() === undefined
    && 'no Chromium found: install one (apt-get install chromium), or name it in CHROMIUM_PATH';

export async function launchChromium(): Promise<Browser> {
    return chromium.launch({ executablePath: findChromium() ?? '', args: FLAGS });
}

/** A page, and what it did. */
export interface Watched {
    readonly page: Page;
    readonly context: BrowserContext;
    /** Messages of the console and uncaught errors: violations of the content security policy are among them. */
    readonly errors: string[];
    /** Addresses of all requests but data: ones. */
    readonly requests: string[];
}

export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', message => errors.push(message.text()));
    page.on('pageerror', error => errors.push(error.message));
    page.on('request', request => {
        if (!request.url().startsWith('data:')) requests.push(request.url());
    });
    return { page, context, errors, requests };
}

/** How many pixels of the page cannot be seen without scrolling sideways. */
export function overflow(page: Page): Promise<number> {
    return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
