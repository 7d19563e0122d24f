/// <reference lib="dom" />
// The verifier page: roots and a certificate go in, and words come out. It runs in the browser and asks nothing of anyone.
import type { Language } from '@carnet/client/report';
import { CarnetError } from '@carnet/client/verify';
import { checkCertificate, type CheckedCertificate, type RefusedCertificate } from '../certificate/checking.js';
import { languageOf } from '../page/languages.js';
import { readRoots, type Root } from './roots.js';
import { framePage, provedPage, refusedPage, rootsList, waitingPage } from './views.js';

interface State {
    language: Language;
    roots: Root[];
    unreadable: string | undefined;
    certificate: Uint8Array | undefined;
    certificateName: string;
    outcome: CheckedCertificate | RefusedCertificate | undefined;
}

const state: State = {
    language: languageOf(new URLSearchParams(location.search).get('lang'), navigator.languages.join(',')),
    roots: [], unreadable: undefined, certificate: undefined, certificateName: '', outcome: undefined,
};

function element(id: string): HTMLElement {
    const found = document.getElementById(id);
    if (found === null) throw new Error(`The page has no element ${id}.`);
    return found;
}

/** Markup comes from templates that escape every value, and the page's policy runs no script but this one. */
function show(id: string, markup: { toString(): string }): void {
    element(id).innerHTML = markup.toString();
}

function showRoots(): void {
    show('roots', rootsList(state.roots, state.unreadable, state.language));
}

function showCertificate(): void {
    element('certificate-chosen').textContent = state.certificateName;
}

function showOutcome(): void {
    const { outcome, language } = state;
    if (outcome === undefined) show('outcome', waitingPage(state.roots.length > 0, state.certificate !== undefined, language));
    else if ('code' in outcome) show('outcome', refusedPage(outcome, language));
    else show('outcome', provedPage(outcome, language));
}

async function check(): Promise<void> {
    const { certificate, roots } = state;
    state.outcome = undefined;
    showOutcome();
    if (certificate === undefined || roots.length === 0) return;
    const byOrganisation: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
    for (const { mspId, pem } of roots) (byOrganisation[mspId] ??= []).push(pem);
    const outcome = await checkCertificate(certificate, byOrganisation);
    // Only of what is still chosen: another file may have been chosen meanwhile.
    if (state.certificate !== certificate || state.roots !== roots) return;
    state.outcome = outcome;
    showOutcome();
}

async function takeRoots(files: readonly File[]): Promise<void> {
    state.unreadable = undefined;
    for (const file of files) {
        const text = await file.text();
        const found = await readRoots(file.name, text).catch((error: unknown) => {
            const organisation = error instanceof CarnetError ? error.details['organisation'] : undefined;
            state.unreadable = typeof organisation === 'string' ? `${file.name} (${organisation})` : file.name;
            return [];
        });
        const known = new Set(state.roots.map(({ mspId, fingerprint }) => `${mspId}/${fingerprint}`));
        state.roots = [...state.roots, ...found.filter(({ mspId, fingerprint }) => !known.has(`${mspId}/${fingerprint}`))];
    }
    showRoots();
    await check();
}

async function takeCertificate([file]: readonly File[]): Promise<void> {
    if (file === undefined) return;
    state.certificate = new Uint8Array(await file.arrayBuffer());
    state.certificateName = file.name;
    showCertificate();
    await check();
}

function takesFiles(zone: HTMLElement, take: (files: readonly File[]) => Promise<void>): void {
    const input = zone.querySelector('input');
    input?.addEventListener('change', () => void take(Array.from(input.files ?? [])).then(() => { input.value = ''; }));
    zone.addEventListener('dragover', event => event.preventDefault());
    zone.addEventListener('drop', event => {
        event.preventDefault();
        void take(Array.from(event.dataTransfer?.files ?? []));
    });
}

function showFrame(): void {
    document.documentElement.lang = state.language;
    document.title = framePage(state.language).title;
    document.body.innerHTML = framePage(state.language).body.toString();
    takesFiles(element('roots-zone'), takeRoots);
    takesFiles(element('certificate-zone'), takeCertificate);
    element('language').addEventListener('click', () => {
        state.language = state.language === 'en' ? 'fr' : 'en';
        showFrame();
        element('language').focus();
    });
    element('roots').addEventListener('click', event => {
        const index = (event.target as Element).closest('button')?.dataset['root'];
        if (index === undefined) return;
        state.roots = state.roots.filter((_, place) => place !== Number(index));
        showRoots();
        element('roots-zone').querySelector('input')?.focus();
        void check();
    });
    showRoots();
    showCertificate();
    showOutcome();
}

// A file that is dropped beside the zones must not make the browser leave the page and open it.
for (const name of ['dragover', 'drop']) addEventListener(name, event => event.preventDefault());
showFrame();
