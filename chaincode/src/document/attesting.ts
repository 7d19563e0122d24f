// Events on which a release depends: attested by the people whom the policy names.
import { CarnetFailure, personId, type Attestation, type AttestationRequest, type DocumentPolicy, type OpeningState } from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { noteUse, requireActing, requireOneOfThem } from './acting';
import { attestations, requireInForce, requireVersion } from './document-state';
import { writeAudit } from './trail';

/**
 * Says that an event has happened, under the rule in force: an amendment that changes the rule asks anew. The same again answers what exists; it
 * cannot be taken back.
 * @throws CarnetFailure those of requireActing, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, EVENT_NOT_FOUND, NOT_A_PARTY, ALREADY_EXISTS
 */
export async function attestEvent(context: LedgerContext, { docId, event, evidenceHash }: AttestationRequest): Promise<Attestation> {
    const acting = await requireActing(context);
    const current = await requireInForce(context, docId);
    const { manifest } = await requireVersion(context, docId, current.version);
    const rule = manifest.policy.release.events.find(one => one.event === event);
    if (rule === undefined) throw new CarnetFailure('EVENT_NOT_FOUND', 'The policy of the document knows no event of this name.', { docId, event });
    requireOneOfThem(acting, rule.attesters, docId, 'attest this event');
    const named = rule.attesters.filter(person => acting.is(person));
    const ruleHash = hashOf(rule);
    // For whomever of them he has said it: he is one.
    const found = await Promise.all(named.map(person => attestations(context).read(docId, ruleHash, personId(person))));
    const known = found.find(one => one !== undefined);
    if (known !== undefined) {
        if (known.evidenceHash === evidenceHash) return known;
        throw new CarnetFailure('ALREADY_EXISTS', 'You have attested this event with another paper.', { docId, event, at: known.at });
    }
    const attestation: Attestation = {
        docId, event, ...evidenceHash === undefined ? {} : { evidenceHash }, attester: acting.own, at: context.time.iso,
    };
    await attestations(context).write(attestation, docId, ruleHash, personId(named[0] ?? acting.own));
    await noteUse(context, acting);
    await writeAudit(context, docId, 'ATTESTED', { event, ...evidenceHash === undefined ? {} : { evidenceHash } });
    context.emit('EventAttested', { docId, event, ...acting.own });
    return attestation;
}

type EventCounts = OpeningState['events'];

/** How many have attested each event of a policy before an instant: one read for each who may, all at once. */
export function countEvents(context: LedgerContext, docId: string, { release }: DocumentPolicy, before: string): Promise<EventCounts> {
    return Promise.all(release.events.map(async rule => {
        const ruleHash = hashOf(rule);
        const found = await Promise.all(rule.attesters.map(person => attestations(context).read(docId, ruleHash, personId(person))));
        return { event: rule.event, attested: found.filter(one => one !== undefined && one.at < before).length, needed: rule.k };
    }));
}

export function areAttested(events: EventCounts): boolean {
    return events.every(({ attested, needed }) => attested >= needed);
}
