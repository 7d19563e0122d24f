// Where members stand on the ledger: one key each, and a list per organisation that is read by page number, never by scanning.
import { sha256Hex, type Member } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';

/** Identities on one page of an organisation's list. */
const LIST_PAGE = 100;

export interface MemberCollection {
    key(mspId: string, identity: string): string;
    /** @returns undefined for one who was never granted a role */
    read(mspId: string, identity: string): Promise<Member | undefined>;
    write(member: Member): Promise<void>;
}

/** By MSP id and identity: the identity alone is not unique. It may hold any character, so the key has its hash. */
export function members(context: LedgerContext): MemberCollection {
    const collection = context.state.collection<Member>('member');
    return {
        key: (mspId, identity) => collection.key(mspId, sha256Hex(identity)),
        read: (mspId, identity) => collection.read(mspId, sha256Hex(identity)),
        write: member => collection.write(member, member.mspId, sha256Hex(member.identity)),
    };
}

/** Appends an identity to its organisation's list; once for each. */
export async function listMember(context: LedgerContext, { mspId, identity }: Member): Promise<void> {
    const counts = context.state.collection<number>('memberCount');
    const pages = context.state.collection<readonly string[]>('memberList');
    const count = await counts.read(mspId) ?? 0;
    const page = String(Math.floor(count / LIST_PAGE));
    await pages.write([...await pages.read(mspId, page) ?? [], identity], mspId, page);
    await counts.write(count + 1, mspId);
}

/** Up to `size` members from place `start`, in the order of their first grant, and how many there are. */
export async function readMembers(context: LedgerContext, mspId: string, start: number, size: number): Promise<{ members: Member[]; count: number }> {
    const count = await context.state.collection<number>('memberCount').read(mspId) ?? 0;
    const end = Math.min(start + size, count);
    const found: Member[] = [];
    for (let place = start; place < end;) {
        const page = await context.state.collection<readonly string[]>('memberList').read(mspId, String(Math.floor(place / LIST_PAGE))) ?? [];
        const identities = page.slice(place % LIST_PAGE, place % LIST_PAGE + end - place);
        if (identities.length === 0) throw new Error('The list of members is shorter than its count.');
        for (const identity of identities) {
            const member = await members(context).read(mspId, identity);
            if (member === undefined) throw new Error('A listed member has no record.');
            found.push(member);
        }
        place += identities.length;
    }
    return { members: found, count };
}
