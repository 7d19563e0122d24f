// Events on which a release depends: attested by the people whom the policy names.
import { CarnetFailure, personId, present, type Attestation, type AttestationRequest, type Manifest, type OpeningState } from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { noteUse, requireActing, requireOneOfThem } from './acting';
import { attestations, eventRules, requireManifestInForce } from './document-state';
import { writeAudit } from './trail';

/** Notes, as a version is put in force, since when the rules of its events have stood: since this version, or as long as in the one before. */
export async function noteEventRules(context: LedgerContext, { docId, version, policy }: Manifest, before: Manifest | undefined): Promise<void> {
    const { events } = policy.release;
    if (events.length === 0) return;
    const kept = new Set(before?.policy.release.events.map(hashOf));
    const earlier = kept.size === 0 ? undefined : await eventRules(context).read(docId, String(version - 1));
    const noted = events.map(rule => [rule.event, kept.has(hashOf(rule)) ? earlier?.[rule.event] ?? version : version] as const);
    await eventRules(context).write(Object.fromEntries(noted), docId, String(version));
}

/**
 * Says that an event has happened, under the rule in force: an amendment that changes the rule asks anew, and so does one that brings an old rule
 * back. The same again answers what exists; it cannot be taken back.
 * @throws CarnetFailure those of requireActing, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, EVENT_NOT_FOUND, NOT_A_PARTY, ALREADY_EXISTS
 */
export async function attestEvent(context: LedgerContext, { docId, event, evidenceHash }: AttestationRequest): Promise<Attestation> {
    const acting = await requireActing(context);
    const manifest = await requireManifestInForce(context, docId);
    const rule = manifest.policy.release.events.find(one => one.event === event);
    if (rule === undefined) throw new CarnetFailure('EVENT_NOT_FOUND', 'The policy of the document knows no event of this name.', { docId, event });
    requireOneOfThem(acting, rule.attesters, docId, 'attest this event');
    const named = rule.attesters.filter(person => acting.is(person));
    const since = await ruleSince(context, manifest, event);
    // For whomever of them he has said it: he is one.
    const found = await Promise.all(named.map(person => attestations(context).read(docId, event, since, personId(person))));
    const known = found.find(one => one !== undefined);
    if (known !== undefined) {
        if (known.evidenceHash === evidenceHash) return known;
        throw new CarnetFailure('ALREADY_EXISTS', 'You have attested this event with another paper.', { docId, event, at: known.at });
    }
    const attestation: Attestation = {
        docId, event, ...present({ evidenceHash }), attester: acting.own, at: context.time.iso,
    };
    await attestations(context).write(attestation, docId, event, since, personId(named[0] ?? acting.own));
    await noteUse(context, acting);
    await writeAudit(context, docId, 'ATTESTED', { event, ...present({ evidenceHash }) });
    context.emit('EventAttested', { docId, event, ...acting.own });
    return attestation;
}

type EventCounts = OpeningState['events'];

/** Of an event of a version that was put in force: the number, as it stands in keys. */
async function ruleSince(context: LedgerContext, { docId, version }: Manifest, event: string): Promise<string> {
    return String((await eventRules(context).read(docId, String(version)))?.[event] ?? version);
}

/** How many have attested each event of a version's policy before an instant: one read for each who may, all at once. */
export function countEvents(context: LedgerContext, manifest: Manifest, before: string): Promise<EventCounts> {
    return Promise.all(manifest.policy.release.events.map(async ({ event, k, attesters }) => {
        const since = await ruleSince(context, manifest, event);
        const found = await Promise.all(attesters.map(person => attestations(context).read(manifest.docId, event, since, personId(person))));
        return { event, attested: found.filter(one => one !== undefined && one.at < before).length, needed: k };
    }));
}

export function areAttested(events: EventCounts): boolean {
    return events.every(({ attested, needed }) => attested >= needed);
}
