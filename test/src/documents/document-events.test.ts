// The event of every function of SharedDocument, by name and items, and the row of the audit trail beside it: nothing secret in either.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { canonicalHash, CONTRACT_FUNCTIONS, type AuditTrail, type CarnetEvent } from '@carnet/domain';
import { documentCalls, type DocumentCall } from './document-calls.js';
import { Papers, type Human } from './papers.js';

let papers: Papers;
before(async () => { papers = await Papers.open({ first: 'org1', second: 'org2', third: 'org2' }); });
after(async () => papers.close());

/** Names of the items' fields, by function: what a listener is told. */
const TOLD: Readonly<Record<string, readonly [CarnetEvent['type'], string]>> = {
    RegisterEncryptionKey: ['EncryptionKeyChanged', 'keyId mspId publicKeyHash revoked'],
    RevokeEncryptionKey: ['EncryptionKeyChanged', 'keyId mspId publicKeyHash revoked'],
    CreateDocument: ['VersionRecorded', 'docId manifestHash origin version'],
    AmendDocument: ['VersionRecorded', 'docId manifestHash origin version'],
    RotateGroup: ['VersionRecorded', 'docId manifestHash origin version'],
    ReshareGroup: ['VersionRecorded', 'docId manifestHash origin version'],
    AcknowledgeShare: ['ShareStated', 'docId epoch group index status'],
    DisputeShare: ['ShareStated', 'docId epoch group index status'],
    RepairShare: ['ShareStated', 'docId epoch group index status'],
    SignDocument: ['VersionSigned', 'docId inForce manifestHash mspId publicKeyHash version'],
    RequestOpening: ['OpeningRequested', 'docId expires groups requestId'],
    ApproveOpening: ['OpeningAnswered', 'approves docId group index requestId'],
    DenyOpening: ['OpeningAnswered', 'approves docId group index requestId'],
    VetoOpening: ['OpeningEnded', 'docId outcome requestId'],
    ConfirmOpened: ['OpeningEnded', 'docId outcome requestId'],
    ReportBadShare: ['OpeningEnded', 'docId outcome requestId'],
    PurgeShares: ['SharesPurged', 'docId epoch group'],
    PurgeGrants: ['GrantsPurged', 'docId requestId'],
    AttestEvent: ['EventAttested', 'docId event mspId publicKeyHash'],
    ProposeRebinding: ['DecisionProposed', 'contentHash decisionId expiry kind rosterId subject'],
    CancelRebinding: ['DecisionWithdrawn', 'contentHash decisionId expiry kind rosterId subject'],
    RebindIdentity: ['IdentityRebound', 'mspId newKeyHash oldKeyHash'],
};

/** A row of the trail for each of these, by the document that it is about. */
const AUDITED: Readonly<Record<string, string>> = {
    CreateDocument: 'CREATED', AmendDocument: 'AMENDED', RotateGroup: 'ROTATED', ReshareGroup: 'RESHARED', AcknowledgeShare: 'ACKNOWLEDGED',
    DisputeShare: 'DISPUTED', RepairShare: 'REPAIRED', SignDocument: 'SIGNED', RequestOpening: 'OPENING_REQUESTED', ApproveOpening: 'APPROVED',
    DenyOpening: 'DENIED', VetoOpening: 'VETOED', ConfirmOpened: 'OPENED', ReportBadShare: 'BAD_SHARE', PurgeShares: 'PURGED',
    PurgeGrants: 'GRANTS_PURGED', AttestEvent: 'ATTESTED',
};

/** All that is sent beside a transaction: each sealed share, grant and reader key. */
function secretsOf({ transient = {} }: DocumentCall): readonly string[] {
    return Object.values(transient).flatMap(text => text.startsWith('{') ? Object.values(JSON.parse(text) as Record<string, string>) : [text]);
}

test('every function that writes tells its listeners what was done, and nothing that was sent in confidence', async () => {
    const { trade } = papers;
    const dealer = async (name: string): Promise<Human> => {
        const user = await trade.issued('org1', name, 'dealer');
        const { mspId, publicKeyHash } = await trade.evaluate(user, 'Membership:WhoAmI') as Human['person'];
        return { name, user, person: { mspId, publicKeyHash }, pair: papers.human('first').pair };
    };
    const [author, heir, holders] = [await dealer('author'), await dealer('heir'), papers.humans('first', 'second', 'third')];
    const members = holders.map(({ person, name }) => ({ ...person, name }));
    const roster = { rosterId: 'board', version: 1, members, threshold: 2, minOrganisations: 2 };
    const [first, second, third] = holders as [Human, Human, Human];
    await trade.submit(first.user, 'Decisions:DefineRoster', JSON.stringify(roster));
    const calls = await documentCalls([author, first, second, third, heir], 'board', (decisionId, content) =>
        [first, second].map(by => ({ by, args: ['Decisions:Approve', decisionId, canonicalHash(content)] })));
    const secrets = calls.flatMap(secretsOf);
    const told = new Map<string, string>();
    for (const { by: { user }, args: [fn = '', ...args], transient = {} } of calls) {
        const [contract, name = ''] = fn.split(':');
        const { kind } = CONTRACT_FUNCTIONS.find(one => one.contract === contract && one.name === name) ?? {};
        if (kind === 'evaluate') {
            await trade.evaluate(user, fn, ...args);
            continue;
        }
        const { event } = await trade.submitWith(user, { transient }, fn, ...args);
        if (contract !== 'SharedDocument' || event === undefined) continue;
        const [type, fields] = TOLD[name] ?? [];
        assert.equal(event.type, type, fn);
        for (const item of event.items) assert.equal(Object.keys(item).sort().join(' '), fields, fn);
        const text = JSON.stringify(event);
        for (const secret of secrets) assert.ok(!text.includes(secret), fn);
        told.set(name, text);
    }
    const writing = CONTRACT_FUNCTIONS.filter(({ contract, kind }) => contract === 'SharedDocument' && kind === 'submit').map(({ name }) => name);
    assert.deepEqual([...told.keys()].sort(), writing.sort());
    assert.deepEqual([Object.keys(TOLD).sort(), Object.keys(AUDITED).length], [writing.sort(), writing.length - 5]);

    const rows = [];
    for (const docId of ['paper-1', 'paper-2']) rows.push(...(await papers.evaluate(first, 'ReadAudit', docId, '100', '') as AuditTrail).rows);
    const actions = new Set(rows.map(({ action }) => action));
    for (const [fn, action] of Object.entries(AUDITED)) assert.ok(actions.has(action), fn);
    for (const secret of secrets) assert.ok(!JSON.stringify(rows).includes(secret));
});
