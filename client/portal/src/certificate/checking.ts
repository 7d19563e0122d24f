// A certificate file made into what the pages show: verified, then read as a buyer's report.
import { buyerReport, type BuyerReport } from '@carnet/client/report';
import { CarnetError, verifyCertificate, type JudgementCheck, type Roots, type VerifyOptions } from '@carnet/client/verify';
import { present } from '@carnet/domain';
import type { Proof } from '../page/proof.js';

export interface CheckedCertificate {
    readonly report: BuyerReport;
    readonly proof: Proof;
    readonly judgement: JudgementCheck;
    /** Entries of which at least a part is shown. */
    readonly shown: number;
}

export interface RefusedCertificate {
    /** One of CLIENT_CODES that begins with PROOF_. */
    readonly code: string;
    /** The sentence of the program, in English. */
    readonly detail: string;
}

export interface CheckOptions extends VerifyOptions {
    /** Names of organisations by MSP id, shown beside it. */
    readonly organisations?: Readonly<Record<string, string>>;
}

/** Runs in Node and in a browser. @throws what is no refusal of the certificate, e.g. a fault of the program */
export async function checkCertificate(
    file: string | Uint8Array, roots: Roots, { organisations = {}, ...options }: CheckOptions = {},
): Promise<CheckedCertificate | RefusedCertificate> {
    try {
        const verified = await verifyCertificate(file, roots, options);
        const { report, entries, withheld, signers, asOf, judgement } = verified;
        return {
            report: buyerReport(report, entries, { organisations, partlyWithheldEntries: withheld.partly }),
            proof: {
                block: String(asOf.block),
                signers: signers.map(({ mspId, subject, root }) => {
                    const name = Object.hasOwn(organisations, mspId) ? organisations[mspId] : undefined;
                    return { mspId, subject, rootFingerprint: root.fingerprint, ...present({ name }) };
                }),
            },
            judgement,
            shown: entries.length - withheld.entries,
        };
    } catch (error) {
        if (error instanceof CarnetError && error.code.startsWith('PROOF_')) return { code: error.code, detail: error.sentence };
        throw error;
    }
}
