// The audit: what stands on the ledger as coins, and what was issued, redeemed and burned, added up from the keys themselves, page by page.
import { CarnetFailure, type AuditPage, type Leg } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { COIN_TYPE, fromCoinRow, JOURNAL_TYPE, type CoinRow, type MovementRecord } from './money-state';
import { readProgramme } from './wallet-state';

/** Keys of one page. */
const AUDIT_PAGE = 100;

/** Read one after the other. */
const PHASES = ['coins', 'ISSUED', 'REDEEMED', 'RETURNED'] as const;
type Phase = typeof PHASES[number];

/** `<phase>/<place>`, or the phase alone for its beginning. @throws CarnetFailure INVALID_BOOKMARK */
function phaseOf(bookmark: string): readonly [phase: Phase, place: string] {
    if (bookmark === '') return ['coins', ''];
    const [name = '', ...place] = bookmark.split('/');
    const phase = PHASES.find(known => known === name);
    if (phase === undefined) throw new CarnetFailure('INVALID_BOOKMARK', 'Pass the bookmark on as it was given.', { field: 'bookmark' });
    return [phase, place.join('/')];
}

function moved(legs: readonly Leg[]): bigint {
    return legs.reduce((sum, { amount }) => BigInt(amount) > 0n ? sum + BigInt(amount) : sum, 0n);
}

/** @throws CarnetFailure PROGRAMME_NOT_FOUND, INVALID_BOOKMARK */
export async function audit(context: LedgerContext, programmeId: string, bookmark: string): Promise<AuditPage> {
    await readProgramme(context, programmeId);
    const [phase, place] = phaseOf(bookmark);
    const page = phase === 'coins'
        ? await context.state.page<CoinRow>(COIN_TYPE, [programmeId], AUDIT_PAGE, place)
        : await context.state.page<MovementRecord>(JOURNAL_TYPE, [programmeId, phase], AUDIT_PAGE, place);
    const sum = page.rows.reduce((total, { value }) => total + ('row' in value ? moved(value.row.legs) : BigInt(fromCoinRow(value).amount)), 0n);
    const of = (wanted: Phase): string => String(wanted === phase ? sum : 0n);
    const following = PHASES[PHASES.indexOf(phase) + 1] ?? '';
    return {
        coins: of('coins'), issued: of('ISSUED'), redeemed: of('REDEEMED'), burned: of('RETURNED'), keys: page.rows.length,
        bookmark: page.bookmark === '' ? following : `${phase}/${page.bookmark}`,
    };
}
