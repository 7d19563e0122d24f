// Asking for an opening: who, what, why, with a reader key for each holder, all of it signed.
import {
    CarnetFailure, formatInstant, isSamePerson, MILLISECONDS_PER_DAY, OPENING_MAX_DAYS, openingText, shareName,
    type Manifest, type Opening, type OpeningRequest, type OpeningSubmission, type VersionReceipt,
} from '@carnet/domain';
import { hashOfText } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireMember } from '../membership/authorisation';
import { requireActing, requireSignature, type Acting } from './acting';
import { endOfCoolingOff } from './cooling-off';
import { openings, requireGroup, requireInForce, requireVersion, type StoredOpening } from './document-state';
import { addPending, writeAudit } from './trail';

function refuse(field: string, sentence: string): never {
    throw new CarnetFailure('INVALID_VALUE', sentence, { field: `opening.request.${field}` });
}

/** Without the hash by which the ledger knows the request. */
export function shownOpening({ request, signature, certificate, requestedAt, earliest }: StoredOpening): Opening {
    return { request, signature, certificate, requestedAt, earliest };
}

/** That the request is about the version in force. @throws CarnetFailure DOCUMENT_NOT_FOUND, NOT_IN_FORCE, POLICY_CHANGED */
export async function requireVersionInForce(
    context: LedgerContext, { docId, version, manifestHash }: OpeningRequest,
): Promise<VersionReceipt> {
    const current = await requireInForce(context, docId);
    if (current.version === version && current.manifestHash === manifestHash) return current;
    throw new CarnetFailure('POLICY_CHANGED', 'The request is about another version than the one in force.', {
        docId, version: current.version, manifestHash: current.manifestHash,
    });
}

/** @throws CarnetFailure INVALID_VALUE, NOT_A_REQUESTER, NOT_A_MEMBER */
async function requireRequester(context: LedgerContext, acting: Acting, { docId, requester }: OpeningRequest, { policy }: Manifest): Promise<void> {
    if (!isSamePerson(requester, acting.own)) refuse('requester', 'The requester is who sends the request.');
    const { requesters } = policy;
    if (requesters.some(({ mspId, publicKeyHash }) => publicKeyHash !== undefined && acting.is({ mspId, publicKeyHash }))) return;
    if (!requesters.some(({ mspId, publicKeyHash }) => publicKeyHash === undefined && mspId === requester.mspId)) {
        throw new CarnetFailure('NOT_A_REQUESTER', 'The policy of the document does not let you ask for an opening.', { docId });
    }
    // Anybody of an organisation is whoever it has given a role, not whoever has a certificate of its CA.
    await requireMember(context);
}

/** What is asked exists, and every holder has a reader key of his own. @throws CarnetFailure GROUP_NOT_FOUND, INVALID_VALUE */
function requireQuestion({ docId, groups, sections, readerKeys }: OpeningRequest, manifest: Manifest): void {
    const holders = groups.flatMap(name => requireGroup(manifest.groups, docId, name).holders.map(({ index }) => shareName(name, index)));
    sections.forEach((path, index) => {
        const section = manifest.sections.find(one => one.path === path);
        if (section?.visibility !== 'sealed' || !groups.includes(section.group)) refuse(`sections[${index}]`, 'No section of these groups is sealed under this path.');
    });
    const sent = Object.keys(readerKeys);
    if (sent.length !== holders.length || !holders.every(name => Object.hasOwn(readerKeys, name))) {
        refuse('readerKeys', 'Send one reader key for each holder of the groups, and no other.');
    }
    // One that were used twice could not be shown for one holder alone.
    if (new Set(Object.values(readerKeys)).size !== sent.length) refuse('readerKeys', 'Make a new key for each holder.');
}

/** @throws CarnetFailure INVALID_DATE */
function requireExpiry(context: LedgerContext, { expires }: OpeningRequest, earliest: number): void {
    const after = endOfCoolingOff({ requestedAt: context.time.iso, earliest: formatInstant(earliest) });
    const notAfter = formatInstant(earliest + OPENING_MAX_DAYS * MILLISECONDS_PER_DAY);
    if (expires > after && expires <= notAfter) return;
    throw new CarnetFailure('INVALID_DATE', `The request must expire after the cooling-off, and at most ${OPENING_MAX_DAYS} days after it.`, {
        field: 'opening.request.expires', after, notAfter,
    });
}

/**
 * Records a request to open. The same request again answers what exists.
 * @throws CarnetFailure those of requireActing, SIGNATURE_INVALID, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, POLICY_CHANGED, NOT_A_REQUESTER,
 * NOT_A_MEMBER, GROUP_NOT_FOUND, INVALID_VALUE, INVALID_DATE, ALREADY_EXISTS
 */
export async function requestOpening(context: LedgerContext, { request, signature }: OpeningSubmission): Promise<Opening> {
    const acting = await requireActing(context);
    const { docId, requestId, groups, expires } = request;
    const text = openingText(request);
    requireSignature(context, text, signature, 'opening.signature');
    const requestHash = hashOfText(text);
    const known = await openings(context).read(docId, requestId);
    if (known?.requestHash === requestHash) return shownOpening(known);
    if (known !== undefined) throw new CarnetFailure('ALREADY_EXISTS', 'There is another request of this id.', { docId, requestId });
    const current = await requireVersionInForce(context, request);
    const { manifest } = await requireVersion(context, docId, current.version);
    await requireRequester(context, acting, request, manifest);
    requireQuestion(request, manifest);
    const earliest = context.time.milliseconds + manifest.policy.release.delaySeconds * 1000;
    requireExpiry(context, request, earliest);
    const opening: StoredOpening = {
        request, signature, certificate: context.caller.certificate, requestedAt: context.time.iso, earliest: formatInstant(earliest), requestHash,
    };
    await openings(context).write(opening, docId, requestId);
    for (const name of groups) {
        for (const { identity, index } of requireGroup(manifest.groups, docId, name).holders) {
            await addPending(context, identity, { docId, kind: 'OPENING', requestId, group: name, index, expires });
        }
    }
    await writeAudit(context, docId, 'OPENING_REQUESTED', { requestId, requestHash, version: current.version });
    context.emit('OpeningRequested', { docId, requestId, groups, expires });
    return shownOpening(opening);
}
