// Every function of `SharedDocument` in one story, as a list of calls that are made later: by whom, with what, and with what beside the transaction.
import { sha256Hex, shareContext } from '@carnet/domain';
import { sealTo } from './hpke-seal.js';
import { acknowledgementOf, answerTo, grantOf, keyRequest, paper, questionOf, signingOf, transientOf, type Human, type Paper } from './papers.js';

export interface DocumentCall {
    readonly by: Human;
    readonly args: readonly string[];
    readonly transient?: Readonly<Record<string, string>>;
}

/**
 * @param people author, three holders of whom the third also asks for openings, and who takes the author's key over
 * @param roster that manages the author's key, the holders on it; `approve` has them vote for a decision on this content
 */
export async function documentCalls(
    [author, first, second, third, heir]: readonly [Human, Human, Human, Human, Human], roster: string,
    approve: (decisionId: string, content: object) => readonly DocumentCall[],
): Promise<readonly DocumentCall[]> {
    const calls: DocumentCall[] = [];
    const call = (by: Human, name: string, args: readonly unknown[], transient: Readonly<Record<string, string>> = {}): void => {
        calls.push({ by, args: [`SharedDocument:${name}`, ...args.map(arg => typeof arg === 'string' ? arg : JSON.stringify(arg))], transient });
    };
    const holders = [first, second, third];
    const docId = 'paper-1';
    const inForce = (made: Paper): void => {
        holders.forEach((holder, place) => { call(holder, 'AcknowledgeShare', [acknowledgementOf(made, place + 1)]); });
        call(author, 'SignDocument', [signingOf(author, made.manifest)]);
    };
    for (const human of [author, ...holders]) call(human, 'RegisterEncryptionKey', [{ ...keyRequest(human), ...human === author ? { roster, rebindingDelaySeconds: 0 } : {} }]);
    call(second, 'RegisterEncryptionKey', [keyRequest(second, 'k2')]);
    call(second, 'RegisterEncryptionKey', [keyRequest(second, 'k3')]);
    call(second, 'RevokeEncryptionKey', ['k3']);
    call(author, 'ReadEncryptionKey', [second.person.mspId, second.person.publicKeyHash, 'k3']);

    const policy = {
        release: { events: [{ event: 'handover', k: 1, attesters: [author.person] }], delaySeconds: 0, veto: [] },
        requesters: [third.person],
    };
    const made = await paper({ docId, author, holders, policy });
    call(author, 'CreateDocument', [made.manifest, made.contents], transientOf(made.shares));
    call(second, 'ListPending', ['10', '']);
    call(first, 'ReadShare', [{ docId, group: 'g1', epoch: 1, index: 1 }]);
    call(first, 'DisputeShare', [{ ...acknowledgementOf(made, 1), reason: 'another share' }]);
    inForce(made);
    call(author, 'AttestEvent', [{ docId, event: 'handover', evidenceHash: sha256Hex('protocol') }]);

    const question = await questionOf(third, made.manifest, { requestId: 'asked' });
    call(third, 'RequestOpening', [question.submission]);
    call(first, 'ApproveOpening', [answerTo(question, 1)], { grant: await grantOf(made, question, 1) });
    call(second, 'ApproveOpening', [answerTo(question, 2)], { grant: await grantOf(made, question, 2) });
    call(third, 'ApproveOpening', [answerTo(question, 3)], { grant: await grantOf(made, question, 3, 'f'.repeat(64)) });
    call(third, 'ReportBadShare', [{ docId, requestId: 'asked', group: 'g1', index: 3 }], { readerKey: question.keys['g1/3']?.privateKey ?? '' });
    call(third, 'ReadOpening', [docId, 'asked']);
    call(third, 'ConfirmOpened', [{ docId, requestId: 'asked', used: { g1: [1, 2] } }]);
    call(third, 'PurgeGrants', [docId, 'asked']);
    const another = await questionOf(third, made.manifest, { requestId: 'denied' });
    call(third, 'RequestOpening', [another.submission]);
    call(first, 'DenyOpening', [{ ...answerTo(another, 1), reason: 'asked before' }]);

    const rotated = await paper({ docId, author, holders, policy, after: made.manifest });
    call(author, 'RotateGroup', [rotated.manifest, rotated.contents], transientOf(rotated.shares));
    inForce(rotated);
    call(author, 'PurgeShares', [docId, 'g1', '1']);
    const reshared = await paper({ docId, author, holders, policy, after: rotated.manifest, reshare: true });
    call(author, 'ReshareGroup', [reshared.manifest], transientOf(reshared.shares));
    inForce(reshared);
    const repaired = { docId, group: 'g1', epoch: 3, index: 2 };
    const share = await sealTo(second.pair.publicKey, reshared.plain['g1/2'] ?? '', shareContext(repaired, 'k2', reshared.group));
    call(second, 'RepairShare', [{ ...repaired, keyId: 'k2' }], { shares: JSON.stringify({ 'g1/2': share }) });
    call(second, 'ReadShare', [repaired]);
    const amended = await paper({ docId, author, holders, after: reshared.manifest, keep: true, policy: { ...policy, requesters: [first.person] } });
    call(author, 'AmendDocument', [amended.manifest, amended.contents]);
    call(author, 'SignDocument', [signingOf(author, amended.manifest)]);

    const will = await paper({
        docId: 'paper-2', author, holders, policy: { requesters: [third.person], release: { events: [], delaySeconds: 3_600, veto: [author.person] } },
    });
    call(author, 'CreateDocument', [will.manifest, will.contents], transientOf(will.shares));
    inForce(will);
    const early = await questionOf(third, will.manifest, { requestId: 'early', expires: new Date(Date.now() + 7_200_000).toISOString() });
    call(third, 'RequestOpening', [early.submission]);
    call(author, 'VetoOpening', ['paper-2', 'early', 'I am alive']);
    call(author, 'ReadDocument', [docId]);
    call(author, 'ReadVersion', [docId, '4']);
    call(author, 'ReadCiphertext', [docId, Object.keys(made.contents)[0] ?? '']);
    call(author, 'ReadAudit', [docId, '100', '']);
    call(first, 'VerifyOriginal', [docId, '4', amended.manifest.sections[1]?.leaf ?? '']);

    const rebinding = { decisionId: 'rebind', person: author.person, newKeyHash: heir.person.publicKeyHash, kind: 'lost' };
    call(first, 'ProposeRebinding', [{ ...rebinding, decisionId: 'found-again' }]);
    call(author, 'CancelRebinding', ['found-again']);
    call(first, 'ProposeRebinding', [rebinding]);
    calls.push(...approve(rebinding.decisionId, { rebind: author.person, newKeyHash: rebinding.newKeyHash, kind: rebinding.kind }));
    call(heir, 'RebindIdentity', [rebinding]);
    call(heir, 'ReadIdentity', [author.person.mspId, author.person.publicKeyHash]);
    return calls;
}
