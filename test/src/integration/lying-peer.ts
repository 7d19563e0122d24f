// The ledger as a person sees it through a peer that changes answers, in place of the connection to an honest one.
import { checkedAnswer } from '@carnet/client/dist/documents/consent/ledger-answers.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import type { DocumentPerson } from './document-people.js';

/** @param answer of the network; undefined where it refuses */
export type Answer = (fn: string, answer: unknown, args: readonly string[]) => unknown;

/** The ledger as one person sees it through a peer that changes answers. What is submitted goes nowhere, and is counted. */
export function throughLiar({ carnet, person }: DocumentPerson, change: Answer): { readonly ledger: DocumentLedger; readonly submitted: string[] } {
    const submitted: string[] = [];
    const calls = {
        person,
        evaluate: async (fn: string, args: readonly string[]) => {
            const honest = await carnet.evaluate('SharedDocument', fn, args).catch((error: unknown) => error as Error);
            const shown = change(fn, typeof honest === 'string' ? JSON.parse(honest) as unknown : undefined, args);
            if (shown === undefined && honest instanceof Error) throw honest;
            return checkedAnswer(fn, shown);
        },
        submit: (fn: string) => {
            submitted.push(fn);
            return Promise.reject(new Error(`${fn} was submitted`));
        },
    };
    return { ledger: Object.assign(Object.create(DocumentLedger.prototype) as object, calls) as unknown as DocumentLedger, submitted };
}

/** Through a peer that tells the truth; nothing can be submitted. */
export const honestly = (who: DocumentPerson): DocumentLedger => throughLiar(who, (_, answer) => answer).ledger;
