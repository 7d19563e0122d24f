// How an opening stands and ends: computed from what each has answered, the grants handed to the requester, his receipt.
import {
    CarnetFailure, openingStatus, shareName,
    type BadShare, type HolderAnswer, type Manifest, type OpenedReceipt, type OpenedRequest, type OpeningState,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { readCaller, requireActing, type Acting } from './acting';
import { areAttested, countEvents } from './attesting';
import { endOfCoolingOff } from './cooling-off';
import { answers, badShares, receipts, requireDocument, requireGroup, requireOpening, requireVersion, vetoes, type StoredOpening } from './document-state';
import { requireVersionInForce, shownOpening } from './openings';
import { grants } from './sealed-shares';
import { writeAudit } from './trail';

/** The answers, and reports on them, of these holders: all at once. */
async function gather(
    context: LedgerContext, { request: { docId, requestId } }: StoredOpening, shares: readonly { readonly group: string; readonly index: number }[],
): Promise<{ readonly answered: HolderAnswer[]; readonly bad: BadShare[] }> {
    const found = await Promise.all(shares.map(({ group, index }) => answers(context).read(docId, requestId, group, String(index))));
    const answered = found.filter(answer => answer !== undefined);
    const approving = answered.filter(({ approves }) => approves);
    const reports = await Promise.all(approving.map(({ group, index }) => badShares(context).read(docId, requestId, group, String(index))));
    return { answered, bad: reports.filter(report => report !== undefined) };
}

function sharesOf({ request: { docId, groups } }: StoredOpening, manifest: Manifest): readonly { readonly group: string; readonly index: number }[] {
    return groups.flatMap(group => requireGroup(manifest.groups, docId, group).holders.map(({ index }) => ({ group, index })));
}

/** Whether grants go to the caller, who asked or acts for who asked. @throws CarnetFailure those of requireActing, to who asked */
async function isForCaller(context: LedgerContext, { request: { requester } }: StoredOpening): Promise<boolean> {
    const caller = await readCaller(context);
    if (!caller.is(requester)) return false;
    await requireActing(context);
    return true;
}

/** What stands to a request, and what it amounts to. */
export type OpeningFindings = Omit<OpeningState, 'opening' | 'grants'>;

/** How a request stands now. @throws CarnetFailure DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND */
export async function findOpening(context: LedgerContext, opening: StoredOpening): Promise<OpeningFindings> {
    const { request } = opening;
    const { docId, requestId, manifestHash } = request;
    const { current } = await requireDocument(context, docId);
    const { manifest } = await requireVersion(context, docId, request.version);
    const { answered, bad } = await gather(context, opening, sharesOf(opening, manifest));
    const [veto = null, receipt = null] = await Promise.all([vetoes(context).read(docId, requestId), receipts(context).read(docId, requestId)]);
    const events = await countEvents(context, manifest, request.expires);
    const status = openingStatus({
        request, groups: manifest.groups, answers: answered, badShares: bad, vetoed: veto !== null, inForce: current?.manifestHash === manifestHash,
        eventsAttested: areAttested(events), earliest: endOfCoolingOff(opening), now: context.time.iso,
    });
    return { status, answers: answered, veto, events, badShares: bad, receipt };
}

/**
 * How a request stands now; to the requester, once it is granted, with the grants. To be evaluated, never submitted.
 * @throws CarnetFailure OPENING_NOT_FOUND, SHARE_UNAVAILABLE, and those of requireActing to who asked, once it is granted
 */
export async function readOpening(context: LedgerContext, docId: string, requestId: string): Promise<OpeningState> {
    const opening = await requireOpening(context, docId, requestId);
    const found = await findOpening(context, opening);
    const handedOut: Record<string, string> = {};
    if (found.status === 'GRANTED' && await isForCaller(context, opening)) {
        for (const { group, index, approves } of found.answers) {
            const grant = approves ? await grants(context).read(docId, requestId, group, String(index)) : undefined;
            if (grant !== undefined) handedOut[shareName(group, index)] = grant;
        }
    }
    return { opening: shownOpening(opening), ...found, grants: handedOut };
}

/** Later than any request expires: a receipt is given for what was granted, also when it has expired since. */
const NEVER = '9999-12-31T23:59:59.999Z';

/**
 * The requester's receipt: whose grants he used. The same again answers what exists. What was not granted before it expired never was; once the
 * document is amended nobody can tell any more.
 * @throws CarnetFailure those of requireActing, OPENING_NOT_FOUND, NOT_A_REQUESTER, GROUP_NOT_FOUND, INVALID_VALUE, ALREADY_EXISTS, VETOED,
 * POLICY_CHANGED, NOT_GRANTED
 */
export async function confirmOpened(context: LedgerContext, opened: OpenedRequest): Promise<OpenedReceipt> {
    const acting = await requireActing(context);
    const { docId, requestId, used } = opened;
    const opening = await requireOpening(context, docId, requestId);
    requireOwnRequest(acting, opening);
    const known = await receipts(context).read(docId, requestId);
    if (known !== undefined) {
        if (hashOf(known.used) === hashOf(used)) return known;
        throw new CarnetFailure('ALREADY_EXISTS', 'You have confirmed this opening otherwise.', { docId, requestId });
    }
    const { request } = opening;
    await requireVersionInForce(context, request);
    const { manifest } = await requireVersion(context, docId, request.version);
    const shares = sharesOf(opening, manifest);
    const named = Object.entries(used).flatMap(([group, indexes]) => indexes.map(index => ({ group, index })));
    for (const { group, index } of named) {
        if (shares.some(share => share.group === group && share.index === index)) continue;
        throw new CarnetFailure('INVALID_VALUE', 'Name holders of the groups that the request asks for.', { field: 'opened.used', share: shareName(group, index) });
    }
    const { answered, bad } = await gather(context, opening, named);
    const events = await countEvents(context, manifest, request.expires);
    const status = openingStatus({
        request: { ...request, expires: NEVER }, groups: manifest.groups, inForce: true, answers: answered, badShares: bad,
        vetoed: await vetoes(context).read(docId, requestId) !== undefined,
        eventsAttested: areAttested(events), earliest: endOfCoolingOff(opening), now: context.time.iso,
    });
    if (status === 'VETOED') throw new CarnetFailure('VETOED', 'The opening was vetoed.', { requestId });
    if (status !== 'GRANTED') throw new CarnetFailure('NOT_GRANTED', 'These holders have not granted the opening, or not yet.', { docId, requestId, status });
    const receipt: OpenedReceipt = { docId, requestId, used, at: context.time.iso };
    await receipts(context).write(receipt, docId, requestId);
    await writeAudit(context, docId, 'OPENED', { requestId });
    context.emit('OpeningEnded', { docId, requestId, outcome: 'OPENED' });
    return receipt;
}

/** @throws CarnetFailure NOT_A_REQUESTER */
export function requireOwnRequest(acting: Acting, opening: StoredOpening): void {
    if (acting.is(opening.request.requester)) return;
    throw new CarnetFailure('NOT_A_REQUESTER', 'This is somebody else\'s request.', { requestId: opening.request.requestId });
}
