// The audit of a programme: the sums of all its keys, added up page by page, and whether they agree.
import type { AuditPage } from '@carnet/domain';

/** Sums over all keys of a programme, as decimal texts of minor units. */
export interface Audit {
    /** Of coins in wallets and in reservations. */
    readonly coins: string;
    readonly issued: string;
    readonly redeemed: string;
    readonly burned: string;
    /** Keys that were read. */
    readonly keys: number;
    /** Whether coins = issued − redeemed − burned. Money that moved between two pages can be counted twice or not at all. */
    readonly balanced: boolean;
}

export async function addUp(pages: AsyncIterable<AuditPage>): Promise<Audit> {
    let [coins, issued, redeemed, burned, keys] = [0n, 0n, 0n, 0n, 0];
    for await (const page of pages) {
        coins += BigInt(page.coins);
        issued += BigInt(page.issued);
        redeemed += BigInt(page.redeemed);
        burned += BigInt(page.burned);
        keys += page.keys;
    }
    return {
        coins: String(coins), issued: String(issued), redeemed: String(redeemed), burned: String(burned), keys,
        balanced: coins === issued - redeemed - burned,
    };
}
