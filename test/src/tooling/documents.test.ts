// The documents say what the code does.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import {
    acknowledgementCodec, approvalCodec, attestationCodec, badShareCodec, captureCodec, charterChangeCodec, charterCodec, coinFreezeCodec,
    coinThawCodec, consolidationCodec, contentsCodec,
    CONTRACT_FUNCTIONS, correctionClosingCodec, correctionCodec, denialCodec, detailsCodec, disclosureCodec, disputeCodec, disputeResolutionCodec,
    encryptionKeyCodec, entriesCodec, entryCodec, issueCodec, manifestCodec, odometerQuestionCodec, offerCodec, openedCodec, openingCodec,
    orderCodec, payeeCodec, paymentCodec, paymentProposalCodec, policyCodec, programmeCodec, rebindingCodec, recallCodec, recoveryCodec,
    redemptionCodec, refundCodec, repairCodec, reservationCodec, retirementCodec, returnCodec, roleGrantCodec, rosterCodec, rosterProposalCodec,
    sealedSharesCodec, shareDisputeCodec, shareReferenceCodec, signingCodec, vehicleCodec, walletCodec,
} from '@carnet/domain';
import { errorsReference } from './errors-reference.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const read = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8');

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');
const distinct = (values: string[]): string[] => [...new Set(values)].sort();

test('docs/conformance.md lists exactly the rules that have a conformance case', () => {
    const documented = matches(read('docs', 'conformance.md'), /^\| (\d+\.\d+) \|/gm);
    const cases = readdirSync(join(repository, 'test', 'src', 'conformance')).map(file => read('test', 'src', 'conformance', file)).join('\n');
    const tested = matches(cases, /test\('(\d+\.\d+) /g);
    assert.ok(documented.length > 0);
    assert.deepEqual(distinct(documented), distinct(tested));
});

test('docs/errors.md is what the tables in the source give (npm run docs writes it)', () => {
    assert.equal(read('docs', 'errors.md'), errorsReference());
});

test('docs/functions.md has a heading for exactly the functions that can be called, with their parameters', () => {
    const documented = matches(read('docs', 'functions.md'), /^## (\S+\(.*\))$/gm);
    const callable = CONTRACT_FUNCTIONS.map(({ contract, name, parameters }) => `${contract}:${name}(${parameters.join(', ')})`);
    assert.deepEqual(documented.sort(), callable.sort());
});

test('every request shown in docs/functions.md is one that the ledger takes', () => {
    const codecs = {
        charter: charterCodec, change: charterChangeCodec, grant: roleGrantCodec, roster: rosterCodec, proposal: rosterProposalCodec,
        vehicle: vehicleCodec, entry: entryCodec, entries: entriesCodec,
        correction: correctionCodec, closing: correctionClosingCodec, dispute: disputeCodec, resolution: disputeResolutionCodec,
        recall: recallCodec, retirement: retirementCodec, offer: offerCodec, reading: odometerQuestionCodec,
        details: detailsCodec, disclosure: disclosureCodec,
        programme: programmeCodec, policy: policyCodec, payee: payeeCodec, wallet: walletCodec, recovery: recoveryCodec,
        issue: issueCodec, payment: paymentCodec, reservation: reservationCodec, capture: captureCodec, refund: refundCodec,
        redemption: redemptionCodec, returned: returnCodec, consolidation: consolidationCodec, coinFreeze: coinFreezeCodec,
        coinThaw: coinThawCodec, order: orderCodec,
        paymentProposal: paymentProposalCodec,
        key: encryptionKeyCodec, manifest: manifestCodec, contents: contentsCodec, shares: sealedSharesCodec, share: shareReferenceCodec,
        acknowledgement: acknowledgementCodec,
        shareDispute: shareDisputeCodec, signing: signingCodec, opening: openingCodec, approval: approvalCodec, denial: denialCodec,
        opened: openedCodec, report: badShareCodec, repair: repairCodec, attestation: attestationCodec, rebinding: rebindingCodec,
    };
    const examples = [...read('docs', 'functions.md').matchAll(/^```json (\w+)\n(.*?)^```$/gms)];
    assert.deepEqual(examples.map(([, kind]) => kind).sort(), Object.keys(codecs).sort());
    for (const [, kind, json] of examples) codecs[kind as keyof typeof codecs].decode(json ?? '');
});

test('docs/dependencies.md names every package that is used, with those that use it', () => {
    const users = { chaincode: 'chaincode', domain: 'chaincode/domain', client: 'client', portal: 'client/portal', network: 'network', tests: 'test' };
    const rows = [...read('docs', 'dependencies.md').matchAll(/^\| (`.*?) \| (.*?) \|/gm)].map(([, names = '', who = '']) => [matches(names, /`([^`]+)`/g), who] as const);
    for (const [user, folder] of Object.entries(users)) {
        const { dependencies = {}, devDependencies = {} } = JSON.parse(read(folder, 'package.json')) as Record<string, Record<string, string> | undefined>;
        const used = Object.keys(user === 'tests' ? { ...dependencies, ...devDependencies } : dependencies).filter(name => !name.startsWith('@carnet/'));
        for (const name of used) {
            assert.ok(rows.some(([names, who]) => names.includes(name) && who.includes(user)), `${name}, used by ${user}, is not in the table`);
        }
        if (user === 'chaincode' || user === 'tests') continue;
        for (const [names, who] of rows.filter(([, who]) => who.split(', ').includes(user))) {
            for (const name of names) assert.ok(used.includes(name), `${name} is said to be used by ${who}, and not by ${user}`);
        }
    }
});

test('every file of the project that a document links to is there', () => {
    const documents = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md')).map(file => `docs/${file}`);
    for (const document of ['README.md', 'HACKING.md', 'SECURITY.md', 'demo/data/README.md', ...documents]) {
        const links = matches(read(document), /\]\((?!https?:)([^)#]+)\)/g);
        for (const link of links) assert.ok(existsSync(resolve(repository, dirname(document), link)), `${document} links to ${link}`);
    }
});
