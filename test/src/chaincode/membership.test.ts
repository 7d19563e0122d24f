// Membership on the network in one process: founding, roles, suspension, and who is refused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { charterHash, type Caller, type Charter, type CharterState, type Member, type MemberPage } from '@carnet/domain';
import { Trade } from './trade.js';
import { CHARTER, GRANT } from './valid-requests.js';

const HASH = charterHash(CHARTER);

describe('founding', () => {
    let trade: Trade;
    before(async () => trade = await Trade.open());
    after(async () => trade.close());

    test('before a charter is in force nothing but founding is possible', async () => {
        const admin = trade.admin('org1');
        assert.equal((await trade.refused(admin, 'Membership:ReadCharter')).code, 'CONSORTIUM_NOT_FOUNDED');
        assert.equal((await trade.refused(admin, 'Membership:GrantRole', JSON.stringify(GRANT))).code, 'CONSORTIUM_NOT_FOUNDED');
        assert.equal((await trade.refused(admin, 'Membership:ListMembers', 'Org1MSP', '10', '')).code, 'CONSORTIUM_NOT_FOUNDED');
        assert.equal((await trade.refused(admin, 'Membership:SuspendOrganisation', 'Org1MSP')).code, 'CONSORTIUM_NOT_FOUNDED');
        assert.equal((await trade.refused(admin, 'Membership:AcceptCharter', HASH)).code, 'CHARTER_NOT_FOUND');
        assert.equal((await trade.evaluate(admin, 'Membership:WhoAmI') as Caller).organisation, null);
    });

    test('only an administrator of a founder proposes', async () => {
        const user = trade.network.user('org1', 'User1');
        assert.equal((await trade.refused(user, 'Membership:FoundConsortium', JSON.stringify(CHARTER))).code, 'NOT_ADMINISTRATOR');
        const [own, other] = CHARTER.organisations;
        const foreign: Charter = { ...CHARTER, organisations: [other, { ...own, mspId: 'Org3MSP' }] };
        const failure = await trade.refused(trade.admin('org1'), 'Membership:FoundConsortium', JSON.stringify(foreign));
        assert.equal(failure.code, 'NOT_A_FOUNDER');
        assert.deepEqual(failure.parameters, { founders: ['Org2MSP', 'Org3MSP'], mspId: 'Org1MSP' });
        await trade.submit(trade.admin('org2'), 'Membership:FoundConsortium', JSON.stringify(foreign));
        assert.equal((await trade.refused(trade.admin('org1'), 'Membership:AcceptCharter', charterHash(foreign))).code, 'NOT_A_FOUNDER');
    });

    test('nobody founds alone: a charter of one organisation would be in force at once', async () => {
        const alone: Charter = { ...CHARTER, organisations: CHARTER.organisations.slice(0, 1) };
        const failure = await trade.refused(trade.admin('org1'), 'Membership:FoundConsortium', JSON.stringify(alone));
        assert.deepEqual([failure.code, failure.parameters], ['OUT_OF_RANGE', { field: 'charter.organisations' }]);
    });

    test('a bad charter of one founder does not stand in the way of a good one', async () => {
        const bad: Charter = { ...CHARTER, name: 'Mine alone' };
        const proposed = await trade.submit(trade.admin('org2'), 'Membership:FoundConsortium', JSON.stringify(bad));
        assert.equal((proposed.answer as CharterState).inForce, false);
        const good = await trade.submit(trade.admin('org1'), 'Membership:FoundConsortium', JSON.stringify(CHARTER));
        const expected: CharterState = { charterHash: HASH, charter: CHARTER, inForce: false, acceptedBy: ['Org1MSP'], suspended: [] };
        assert.deepEqual(good.answer, expected);
        assert.deepEqual(good.event, { v: 1, type: 'CharterProposed', items: [{ charterHash: HASH, mspId: 'Org1MSP', inForce: false }] });
    });

    test('proposing it again changes nothing', async () => {
        const again = await trade.submit(trade.admin('org1'), 'Membership:FoundConsortium', JSON.stringify(CHARTER, null, 1));
        assert.deepEqual([again.writes, again.event, (again.answer as CharterState).acceptedBy], [[], undefined, ['Org1MSP']]);
    });

    test('it comes into force with the acceptance of the last founder', async () => {
        const accepted = await trade.submit(trade.admin('org2'), 'Membership:AcceptCharter', HASH);
        assert.deepEqual(accepted.answer, { charterHash: HASH, charter: CHARTER, inForce: true, acceptedBy: ['Org1MSP', 'Org2MSP'], suspended: [] });
        assert.deepEqual(accepted.event, { v: 1, type: 'CharterAccepted', items: [{ charterHash: HASH, mspId: 'Org2MSP', inForce: true }] });
        assert.deepEqual(await trade.evaluate(trade.admin('org2'), 'Membership:ReadCharter'), accepted.answer);
    });

    test('then only one is in force, and accepting it again changes nothing', async () => {
        const again = await trade.submit(trade.admin('org2'), 'Membership:AcceptCharter', HASH);
        assert.deepEqual([again.writes, (again.answer as CharterState).inForce], [[], true]);
        const other = JSON.stringify({ ...CHARTER, name: 'Another' });
        assert.equal((await trade.refused(trade.admin('org1'), 'Membership:FoundConsortium', other)).code, 'CONSORTIUM_ALREADY_FOUNDED');
        const mine = charterHash({ ...CHARTER, name: 'Mine alone' });
        assert.equal((await trade.refused(trade.admin('org1'), 'Membership:AcceptCharter', mine)).code, 'CONSORTIUM_ALREADY_FOUNDED');
    });
});

describe('roles', () => {
    let trade: Trade;
    before(async () => trade = await Trade.founded());
    after(async () => trade.close());

    test('WhoAmI tells certificate, roles and organisation', async () => {
        const admin = await trade.evaluate(trade.admin('org1'), 'Membership:WhoAmI') as Caller;
        assert.equal(admin.administrator, true);
        assert.match(admin.identity, /^x509::\/.*CN=Admin@org1\.example\.com.*::\/.*CN=ca\.org1\.example\.com/);
        assert.match(admin.publicKeyHash, /^[0-9a-f]{64}$/);
        assert.deepEqual(admin.organisation, { capabilities: CHARTER.organisations[0].capabilities, suspended: false });
        const user = await trade.evaluate(trade.network.user('org1', 'User1'), 'Membership:WhoAmI') as Caller;
        assert.deepEqual([user.administrator, user.roles, user.mspId], [false, [], 'Org1MSP']);
        assert.notEqual(user.publicKeyHash, admin.publicKeyHash);
    });

    test('an administrator grants within the capabilities, and only an administrator', async () => {
        const granted = await trade.submit(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify(GRANT));
        const member: Member = { mspId: 'Org1MSP', identity: GRANT.identity, roles: ['inspector', 'workshop'] };
        assert.deepEqual(granted.answer, member);
        assert.deepEqual(granted.event, { v: 1, type: 'RolesChanged', items: [member] });
        const beyond = await trade.refused(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify({ ...GRANT, roles: ['workshop', 'authority'] }));
        assert.deepEqual([beyond.code, beyond.parameters['roles']], ['NOT_IN_CAPABILITIES', ['authority']]);
        const user = trade.network.user('org1', 'User1');
        assert.equal((await trade.refused(user, 'Membership:GrantRole', JSON.stringify(GRANT))).code, 'NOT_ADMINISTRATOR');
        assert.equal((await trade.refused(user, 'Membership:RevokeRole', JSON.stringify(GRANT))).code, 'NOT_ADMINISTRATOR');
    });

    test('granting what is held changes nothing; granting more adds', async () => {
        const again = await trade.submit(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify({ ...GRANT, roles: ['workshop'] }));
        assert.deepEqual([again.writes, again.event], [[], undefined]);
        const more = await trade.submit(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify({ ...GRANT, roles: ['dealer'] }));
        assert.deepEqual((more.answer as Member).roles, ['dealer', 'inspector', 'workshop']);
    });

    test('the same name in another organisation is another identity', async () => {
        assert.equal((await trade.refused(trade.admin('org2'), 'Membership:RevokeRole', JSON.stringify(GRANT))).code, 'MEMBER_NOT_FOUND');
        assert.deepEqual(await trade.evaluate(trade.admin('org2'), 'Membership:ListMembers', 'Org2MSP', '10', ''), { members: [], bookmark: '' });
    });

    test('revoking works at once and can be repeated', async () => {
        const revoke = JSON.stringify({ ...GRANT, roles: ['workshop', 'inspector'] });
        assert.deepEqual(((await trade.submit(trade.admin('org1'), 'Membership:RevokeRole', revoke)).answer as Member).roles, ['dealer']);
        assert.deepEqual((await trade.submit(trade.admin('org1'), 'Membership:RevokeRole', revoke)).writes, []);
        assert.deepEqual(((await trade.submit(trade.admin('org1'), 'Membership:RevokeRole', JSON.stringify({ ...GRANT, roles: ['dealer'] }))).answer as Member).roles, []);
    });

    test('members are listed by pages in the order of their first grant', async () => {
        const identities = [GRANT.identity, ...Array.from({ length: 5 }, (_, index) => GRANT.identity.replace('mechanic', `m${5 - index}`))];
        for (const identity of identities.slice(1)) await trade.submit(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify({ identity, roles: ['dealer'] }));
        const listed: string[] = [];
        let bookmark = '';
        let pages = 0;
        do {
            const page = await trade.evaluate(trade.network.user('org2', 'User1'), 'Membership:ListMembers', 'Org1MSP', '4', bookmark) as MemberPage;
            listed.push(...page.members.map(({ identity }) => identity));
            bookmark = page.bookmark;
            pages += 1;
        } while (bookmark !== '');
        assert.deepEqual([listed, pages], [identities, 2]);
        assert.equal((await trade.refused(trade.admin('org1'), 'Membership:ListMembers', 'Org1MSP', '4', '6')).code, 'INVALID_BOOKMARK');
    });
});

describe('more than a page of members', () => {
    let trade: Trade;
    before(async () => trade = await Trade.founded());
    after(async () => trade.close());

    test('are listed without a gap across the pages of the list', async () => {
        const identities = Array.from({ length: 103 }, (_, index) => `x509::/CN=m${index}::/CN=ca`);
        for (const identity of identities) await trade.submit(trade.admin('org1'), 'Membership:GrantRole', JSON.stringify({ identity, roles: ['dealer'] }));
        const first = await trade.evaluate(trade.admin('org1'), 'Membership:ListMembers', 'Org1MSP', '99', '') as MemberPage;
        const second = await trade.evaluate(trade.admin('org1'), 'Membership:ListMembers', 'Org1MSP', '99', first.bookmark) as MemberPage;
        assert.deepEqual([...first.members, ...second.members].map(({ identity }) => identity), identities);
        assert.equal(second.bookmark, '');
    });
});

describe('suspension', () => {
    let trade: Trade;
    before(async () => trade = await Trade.founded());
    after(async () => trade.close());

    test('of another organisation takes a vote', async () => {
        assert.equal((await trade.refused(trade.admin('org1'), 'Membership:SuspendOrganisation', 'Org2MSP')).code, 'VOTE_REQUIRED');
        assert.equal((await trade.refused(trade.network.user('org1', 'User1'), 'Membership:SuspendOrganisation', 'Org1MSP')).code, 'NOT_ADMINISTRATOR');
    });

    test('of the own works at once, for administrators too, and can be repeated', async () => {
        const done = await trade.submit(trade.admin('org2'), 'Membership:SuspendOrganisation', 'Org2MSP');
        assert.deepEqual((done.answer as CharterState).suspended, ['Org2MSP']);
        assert.deepEqual(done.event, { v: 1, type: 'OrganisationSuspended', items: [{ mspId: 'Org2MSP' }] });
        assert.deepEqual(await trade.evaluate(trade.admin('org1'), 'Membership:ReadCharter'), done.answer);
        const again = await trade.submit(trade.admin('org2'), 'Membership:SuspendOrganisation', 'Org2MSP');
        assert.deepEqual([again.writes, again.answer], [[], done.answer]);
        for (const name of ['GrantRole', 'RevokeRole']) {
            assert.equal((await trade.refused(trade.admin('org2'), `Membership:${name}`, JSON.stringify(GRANT))).code, 'ORGANISATION_SUSPENDED');
        }
        const caller = await trade.evaluate(trade.admin('org2'), 'Membership:WhoAmI') as Caller;
        assert.equal(caller.organisation?.suspended, true);
    });
});
