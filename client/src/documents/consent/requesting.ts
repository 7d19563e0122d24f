// Asking for an opening: which sections, why and until when, signed by whoever asks.
import {
    canonicalJson, MILLISECONDS_PER_DAY, openingCodec, openingText, OPENING_MAX_DAYS,
    type KeyGroup, type Manifest, type Opening, type OpeningRequest, type OpeningState,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain, unlessRefused } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { readLatest } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { readerKeysOf } from './reader-keys.js';

export interface OpeningOrder {
    readonly docId: string;
    /** Chosen by the caller; made again with the same order, the request is the one that stands. */
    readonly requestId: string;
    /** Paths of sealed sections; left out, all of them. */
    readonly sections?: readonly string[];
    /** 1–500 characters, shown to the holders and kept on the ledger for ever. No name of a person. */
    readonly purpose: string;
    /** Instant, `YYYY-MM-DDTHH:MM:SS.mmmZ`, at most 366 days after the cooling-off; or so many whole days after it is asked, 1–366. */
    readonly expires: string | { readonly days: number };
}

/** Sealed sections that a refusal names. */
const SECTIONS_NAMED = 10;

/** The groups of the sections that are wanted. @throws CarnetError SECTION_NOT_SEALED */
function groupsOf({ docId, sections, groups }: Manifest, wanted: readonly string[]): Readonly<Record<string, KeyGroup>> {
    const named = wanted.map(path => {
        const section = sections.find(one => one.path === path);
        if (section?.visibility === 'sealed') return section.group;
        const sealed = sections.flatMap(one => one.visibility === 'sealed' ? [one.path] : []);
        const sentence = section === undefined ? `There is no section ${path}` : `The section ${path} is open to everybody already`;
        throw new CarnetError('SECTION_NOT_SEALED', `${sentence}. Sealed are: ${sealed.slice(0, SECTIONS_NAMED).join(', ')}${sealed.length > SECTIONS_NAMED ? ', …' : ''}.`, { details: { docId, path } });
    });
    return Object.fromEntries(Object.entries(groups).filter(([name]) => named.includes(name)));
}

/** The instant until which holders may answer. @throws CarnetError INVALID_VALUE */
function expiryOf({ expires }: OpeningOrder, created: string): string {
    if (typeof expires === 'string') return expires;
    const { days } = expires;
    if (!Number.isInteger(days) || days < 1 || days > OPENING_MAX_DAYS) {
        throw new CarnetError('INVALID_VALUE', `Give 1 to ${OPENING_MAX_DAYS} whole days.`, { details: { field: 'expires.days' } });
    }
    return new Date(Date.parse(created) + days * MILLISECONDS_PER_DAY).toISOString();
}

/** That what stands is what would be asked now, but for the time of the order: that one is read off the clock. */
function isSameOrder({ request: standing }: Opening, asked: (created: string) => OpeningRequest): boolean {
    const { created } = standing;
    return !Number.isNaN(Date.parse(created)) && canonicalJson(standing) === canonicalJson(asked(created));
}

/**
 * Made again with the same order it answers the request that stands; another one of that id is refused.
 * @param key of the requester: the reader keys are derived from it, and what the holders grant is opened with it
 * @throws CarnetError NOT_IN_FORCE, SECTION_NOT_SEALED, NOT_A_REQUESTER, INVALID_VALUE, ALREADY_EXISTS
 */
export async function requestOpening(ledger: DocumentLedger, order: OpeningOrder, key: EncryptionKeyPair, options: CallOptions): Promise<Opening> {
    const { docId, requestId, purpose } = order;
    const { manifest, version } = await readLatest(ledger, docId, 'current', options);
    const sections = order.sections ?? manifest.sections.flatMap(({ path, visibility }) => visibility === 'sealed' ? [path] : []);
    const groups = groupsOf(manifest, sections);
    const readerKeys = readerKeysOf(key, { docId, requestId }, groups);
    const asked = (created: string): OpeningRequest => ({
        v: 1, requestId, docId, version: version.version, manifestHash: version.manifestHash, requester: ledger.person,
        groups: Object.keys(groups), sections, purpose, readerKeys, created, expires: expiryOf(order, created),
    });
    const before = await unlessRefused(ledger.evaluate<OpeningState>('ReadOpening', [docId, requestId], options), 'OPENING_NOT_FOUND');
    if (before !== undefined && isSameOrder(before.opening, asked)) return before.opening;
    const request = asked(new Date().toISOString());
    const signature = await ledger.sign(openingText(request));
    const json = checkedByDomain(() => openingCodec.encode({ request, signature }));
    return ledger.committed('RequestOpening', [json], options);
}
