// Programmes and payees: who creates them, pauses them, and whose record says what a payee is.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Payee, PayeePage, Programme } from '@carnet/domain';
import { CAFE, PROGRAMME, Treasury, type Person } from './treasury.js';

let treasury: Treasury;
before(async () => treasury = await Treasury.open());

const CREATED: Programme = { ...PROGRAMME, mspId: 'Org1MSP', paused: false, policyHash: null };

describe('programmes', () => {
    test('an issuer creates one for his organisation; the same again changes nothing, with other content the id is taken', async () => {
        const { answer, event, writes } = await treasury.call(treasury.issuer, 'CreateProgramme', PROGRAMME);
        assert.deepEqual(answer, CREATED);
        assert.deepEqual(event, { v: 1, type: 'ProgrammeChanged', items: [{ programmeId: 'meals', mspId: 'Org1MSP', paused: false, policyHash: null }] });
        assert.equal(writes.length, 1);
        const again = await treasury.call(treasury.issuer, 'CreateProgramme', PROGRAMME);
        assert.deepEqual([again.answer, again.writes, again.event], [CREATED, [], undefined]);
        await treasury.refused('ALREADY_EXISTS', treasury.issuer, 'CreateProgramme', { ...PROGRAMME, issueLimit: '1000001' });
        assert.deepEqual((await treasury.call(treasury.registrar, 'ReadProgramme', 'meals')).answer, CREATED);
        await treasury.refused('PROGRAMME_NOT_FOUND', treasury.issuer, 'ReadProgramme', 'other');
    });

    test('without the role issuer, or with one that is no capability of the organisation, nobody does', async () => {
        for (const person of [treasury.registrar, treasury.managers[0]]) {
            const { parameters } = await treasury.refused('ROLE_REQUIRED', person, 'CreateProgramme', { ...PROGRAMME, programmeId: 'theirs' });
            assert.deepEqual(parameters, { role: 'issuer', mspId: person.mspId });
        }
        const stranger = { ...treasury.issuer, mspId: 'Org9MSP' };
        await treasury.refused('ORGANISATION_NOT_ADMITTED', stranger, 'CreateProgramme', { ...PROGRAMME, programmeId: 'theirs' });
    });

    test('its roster decides by several and never blocks: 2 ≤ k ≤ n − 1', async () => {
        const [m1, , m3, m4] = treasury.managers;
        await treasury.roster('one-of-two', [m1, m3], { threshold: 1, minOrganisations: 1 });
        await treasury.roster('all-of-two', [m1, m3]);
        await treasury.roster('two-of-one-company', [m3, m4, await treasury.person('Org2MSP', 'm5')], { minOrganisations: 1 });
        for (const roster of ['one-of-two', 'all-of-two']) {
            await treasury.refused('QUORUM_IMPOSSIBLE', treasury.issuer, 'CreateProgramme', { ...PROGRAMME, programmeId: roster, roster });
        }
        await treasury.refused('ROSTER_NOT_FOUND', treasury.issuer, 'CreateProgramme', { ...PROGRAMME, programmeId: 'x', roster: 'nobody' });
        await treasury.call(treasury.issuer, 'CreateProgramme', { ...PROGRAMME, programmeId: 'own-board', roster: 'two-of-one-company' });
    });

    test('G07: paused twice or resumed twice, the second is refused', async () => {
        await treasury.refused('PROGRAMME_NOT_PAUSED', treasury.issuer, 'ResumeProgramme', 'meals');
        const { answer, event } = await treasury.call<Programme>(treasury.issuer, 'PauseProgramme', 'meals');
        assert.deepEqual(answer, { ...CREATED, paused: true });
        assert.equal(event?.type, 'ProgrammeChanged');
        await treasury.refused('PROGRAMME_PAUSED', treasury.issuer, 'PauseProgramme', 'meals');
        assert.deepEqual((await treasury.call(treasury.issuer, 'ResumeProgramme', 'meals')).answer, CREATED);
        await treasury.refused('PROGRAMME_NOT_PAUSED', treasury.issuer, 'ResumeProgramme', 'meals');
    });

    test('E31: an issuer of another organisation has no say in it', async () => {
        const foreign = await treasury.person('Org2MSP', 'foreign issuer', 'issuer');
        for (const name of ['PauseProgramme', 'ResumeProgramme']) {
            const { parameters } = await treasury.refused('ROLE_REQUIRED', foreign, name, 'meals');
            assert.deepEqual(parameters, { role: 'issuer', mspId: 'Org1MSP' });
        }
    });
});

describe('payees', () => {
    let cook: Person;
    const registered: Payee = { ...CAFE, mspId: 'Org2MSP', suspended: false, version: 1 };

    before(async () => {
        cook = await treasury.person('Org2MSP', 'cook');
        await treasury.call(cook, 'OpenWallet', { walletId: 'cook', programmeId: 'meals' });
    });

    test('a registrar says what is known of a payee, whose organisation is that of its wallet', async () => {
        const { answer, event } = await treasury.call<Payee>(treasury.registrar, 'RegisterPayee', CAFE);
        assert.deepEqual(answer, registered);
        assert.deepEqual(event, { v: 1, type: 'PayeeChanged', items: [{ programmeId: 'meals', payeeId: 'cafe', version: 1, suspended: false }] });
        const again = await treasury.call<Payee>(treasury.registrar, 'RegisterPayee', CAFE);
        assert.deepEqual([again.answer, again.writes], [registered, []]);
        assert.deepEqual((await treasury.call(cook, 'ReadPayee', 'meals', 'cafe')).answer, registered);
        await treasury.refused('PAYEE_UNKNOWN', cook, 'ReadPayee', 'meals', 'casino');
    });

    test('neither the payee nor an issuer says anything of it', async () => {
        for (const person of [cook, treasury.issuer]) {
            await treasury.refused('ROLE_REQUIRED', person, 'RegisterPayee', { ...CAFE, category: '7995' });
            await treasury.refused('ROLE_REQUIRED', person, 'SuspendPayee', 'meals', 'cafe');
            await treasury.refused('ROLE_REQUIRED', person, 'RestorePayee', 'meals', 'cafe');
        }
    });

    test('other facts are another version', async () => {
        const { category, ...uncategorised } = CAFE;
        const { answer } = await treasury.call<Payee>(treasury.registrar, 'RegisterPayee', uncategorised);
        assert.deepEqual([answer.version, answer.category], [2, undefined]);
        assert.equal((await treasury.call<Payee>(treasury.registrar, 'RegisterPayee', CAFE)).answer.version, 3);
        assert.equal(category, '5814');
    });

    test('it is paid into a wallet of its programme', async () => {
        await treasury.call(treasury.issuer, 'CreateProgramme', { ...PROGRAMME, programmeId: 'fuel' });
        await treasury.call(cook, 'OpenWallet', { walletId: 'cook-fuel', programmeId: 'fuel' });
        await treasury.refused('WALLET_OF_OTHER_PROGRAMME', treasury.registrar, 'RegisterPayee', { ...CAFE, walletId: 'cook-fuel' });
        await treasury.refused('WALLET_NOT_FOUND', treasury.registrar, 'RegisterPayee', { ...CAFE, walletId: 'nobody' });
        await treasury.refused('PROGRAMME_NOT_FOUND', treasury.registrar, 'RegisterPayee', { ...CAFE, programmeId: 'nothing' });
    });

    test('suspending and restoring are told once each, and new facts do not lift a suspension', async () => {
        await treasury.refused('PAYEE_NOT_SUSPENDED', treasury.registrar, 'RestorePayee', 'meals', 'cafe');
        const { answer } = await treasury.call<Payee>(treasury.registrar, 'SuspendPayee', 'meals', 'cafe');
        assert.equal(answer.suspended, true);
        await treasury.refused('PAYEE_SUSPENDED', treasury.registrar, 'SuspendPayee', 'meals', 'cafe');
        const renamed = await treasury.call<Payee>(treasury.registrar, 'RegisterPayee', { ...CAFE, name: 'Another name' });
        assert.deepEqual([renamed.answer.suspended, renamed.answer.version], [true, 4]);
        assert.equal((await treasury.call<Payee>(treasury.registrar, 'RestorePayee', 'meals', 'cafe')).answer.suspended, false);
        await treasury.refused('PAYEE_UNKNOWN', treasury.registrar, 'SuspendPayee', 'meals', 'casino');
    });

    test('the payees of a programme are read by pages, in the order of their ids', async () => {
        for (const payeeId of ['b', 'a', 'Z', 'c']) await treasury.call(treasury.registrar, 'RegisterPayee', { ...CAFE, payeeId });
        const found: string[] = [];
        let bookmark = '';
        do {
            const page = (await treasury.call<PayeePage>(cook, 'ListPayees', 'meals', '2', bookmark)).answer;
            assert.ok(page.payees.length <= 2);
            found.push(...page.payees.map(({ payeeId }) => payeeId));
            bookmark = page.bookmark;
        } while (bookmark !== '');
        assert.deepEqual(found, ['Z', 'a', 'b', 'c', 'cafe']);
        assert.deepEqual((await treasury.call(cook, 'ListPayees', 'fuel', '100', '')).answer, { payees: [], bookmark: '' });
        await treasury.refused('INVALID_BOOKMARK', cook, 'ListPayees', 'meals', '2', 'x\0y');
        await treasury.refused('PROGRAMME_NOT_FOUND', cook, 'ListPayees', 'nothing', '2', '');
    });
});

