// What the commands about documents print: a version, a request that a holder is asked to answer, the audit trail.
import {
    releaseSentence, shareName, thresholdRule,
    type AuditRow, type HolderAnswer, type KeyGroup, type Manifest, type Missing, type PendingItem, type Person,
} from '@carnet/domain';
import type { CheckedVersion } from '../../documents/consent/checked-versions.js';
import type { BadGrant } from '../../documents/consent/granted-shares.js';
import type { OpeningReview } from '../../documents/consent/reviewing.js';
import type { VerifiedSigner } from '../../documents/person-signature.js';
import { factLines, tableLines } from '../command/output.js';

/** As much of a fingerprint as people compare at a glance; the whole stands in --json. */
const SHORT = 16;

export function personText({ mspId, publicKeyHash }: Person): string {
    return `${mspId} ${publicKeyHash.slice(0, SHORT)}`;
}

/** Who signed, and how much of that is proved. */
export function signerText({ person: { mspId }, subject, vouched }: VerifiedSigner): string {
    return `${mspId}, ${subject}${vouched ? '' : ' (the key is proved, the name is not: give --roots)'}`;
}

/** Who together opens what this group closes, by the numbers of the holders. */
function ruleOf({ k, holders, tree }: KeyGroup): string {
    return releaseSentence(tree ?? thresholdRule(k, holders.length), index => `holder ${index}`);
}

function sectionLines({ sections }: Manifest): string[] {
    return tableLines(['section', 'media type', 'bytes', 'read by'], sections.map(section => section.visibility === 'public'
        ? [section.path, section.mediaType, String(section.content.length), 'everybody']
        : [section.path, section.mediaType, String(section.length), `group ${section.group}`]));
}

function groupLines({ groups }: Manifest): string[] {
    return Object.entries(groups).flatMap(([name, group]) => [
        '', `group ${name}, dealing ${group.epoch}: ${ruleOf(group)}`,
        ...tableLines(['holder', 'person', 'key'], group.holders.map(({ index, identity, keyId }) => [String(index), personText(identity), keyId])),
    ]);
}

function missingLines({ parties, amending, shares }: Missing): string[] {
    return [
        ...parties.map(party => `missing: the signature of ${personText(party)}`),
        ...amending > 0 ? [`missing: ${amending} more signatures of those who may amend`] : [],
        ...shares.map(share => `missing: the acknowledgement of share ${share}`),
    ];
}

/** Events, delay and vetoes that stand between the consent of the holders and an opening. */
function releaseText({ policy: { release } }: Manifest): string | undefined {
    const parts = [
        ...release.events.map(({ event, k, attesters }) => `${event} (${k} of ${attesters.length} attest it)`),
        ...release.delaySeconds > 0 ? [`${release.delaySeconds} s after the request, unless one of ${release.veto.length} people vetoes it`] : [],
    ];
    return parts.length === 0 ? undefined : parts.join('; ');
}

function signerLines({ signers }: CheckedVersion): string[] {
    return signers.length === 0 ? [] : ['', ...tableLines(['signed by', 'certificate of'], signers.map(({ person, subject }) => [personText(person), subject]))];
}

function requestersText({ policy: { requesters } }: Manifest): string {
    return requesters.map(({ mspId, publicKeyHash }) => publicKeyHash === undefined ? `anybody of ${mspId}` : personText({ mspId, publicKeyHash })).join(', ');
}

export function versionLines(checked: CheckedVersion): string[] {
    const { version, manifest } = checked;
    return [
        ...factLines({
            'document': manifest.docId, 'version': `${manifest.version} (${version.status})`, 'type': manifest.type, 'title': manifest.title ?? undefined,
            'author': personText(manifest.author), 'recorded': version.recordedAt, 'hash': version.manifestHash, 'opens': releaseText(manifest),
        }),
        '', ...sectionLines(manifest), ...groupLines(manifest),
        ...signerLines(checked),
        ...version.statements.length === 0 ? [] : ['', ...tableLines(['share', 'status', 'at', 'reason'],
            version.statements.map(({ group, index, status, at, reason = '', keyId }) =>
                [shareName(group, index), keyId === undefined ? status : `${status}, came back to key ${keyId}`, at, reason]))],
        ...missingLines(version.missing),
    ];
}

/** Who asks for what and why. */
export function reviewLines({ state, requestHash, requester, inPlaceOf, replacedBy, document, opens, shares }: OpeningReview): string[] {
    const { request, earliest } = state.opening;
    const { manifest } = document;
    return [
        ...factLines({
            'request': `${request.requestId} on ${request.docId} version ${request.version}`, 'title': manifest.title ?? undefined,
            'asked by': signerText(requester), 'key': requester.person.publicKeyHash,
            'in place of': inPlaceOf.length === 0 ? undefined : `${inPlaceOf.map(personText).join(', ')}, whose documents managers have bound to this key`,
            'replaced by': replacedBy === undefined ? undefined : `${personText(replacedBy)}: nothing is granted to the old key any more`,
            'may ask': requestersText(manifest), 'why': request.purpose, 'at': state.opening.requestedAt, 'earliest': earliest, 'expires': request.expires,
            'status': state.status, 'your shares': shares.map(({ group, index }) => shareName(group, index)).join(', '), 'hash': requestHash,
        }),
        '', ...tableLines(['opens', 'bytes', 'group', 'asked for'], opens.map(section => section.visibility === 'public' ? [] :
            [section.path, String(section.length), section.group, request.sections.includes(section.path) ? 'yes' : 'no, but the same key opens it'])),
        ...signerLines(document),
        ...state.events.map(({ event, attested, needed }) => `event ${event}: ${attested} of ${needed} attested`),
        ...state.veto === null ? [] : [`vetoed by ${personText(state.veto.by)} at ${state.veto.at}: ${state.veto.reason}`],
        ...state.answers.length === 0 ? [] : ['', ...answerLines(state.answers)],
        ...badShareLines(state.badShares),
    ];
}

/** Those who granted something else than their share. */
export function badShareLines(bad: readonly BadGrant[]): string[] {
    return bad.map(({ group, index, holder, fault }) => `bad share: ${shareName(group, index)} of ${personText(holder)} (${fault})`);
}

export function answerLines(answers: readonly HolderAnswer[]): string[] {
    return tableLines(['share', 'holder', 'answer', 'at', 'reason'], answers.map(({ group, index, holder, approves, at, reason = '' }) =>
        [shareName(group, index), personText(holder), approves ? 'granted' : 'denied', at, reason]));
}

export function pendingItemLines(items: readonly PendingItem[]): string[] {
    return tableLines(['document', 'waits for your', 'what', 'until'], items.map(({ docId = '', decisionId = '', kind, version, group, index, requestId, expires = '' }) => {
        const share = group === undefined || index === undefined ? '' : shareName(group, index);
        switch (kind) {
        case 'SHARE': return [docId, 'acknowledgement', `share ${share} of version ${version ?? ''}`, expires];
        case 'SIGNATURE': return [docId, 'signature', `version ${version ?? ''}`, expires];
        case 'REBINDING': return ['', 'objection, unless your key is lost', `decision ${decisionId} on your signing key`, expires];
        case 'OPENING': return [docId, 'answer', `request ${requestId ?? ''}, share ${share}`, expires];
        }
    }));
}

export function auditLines(rows: readonly AuditRow[]): string[] {
    return tableLines(['at', 'what', 'by', 'about'], rows.map(({ at, action, by, details }) =>
        [at, action, personText(by), Object.entries(details).map(([name, value]) => `${name} ${value}`).join(', ')]));
}
