// The terms of a sale for money: an offer of a vehicle stands for them, and the payment keeps them.
import type { PaymentOrder } from './payment';

/** What an offer's `termsHash` is the canonical hash of, where the vehicle is sold for money of a programme. */
export interface SaleTerms extends Pick<PaymentOrder, 'payeeId' | 'amount' | 'currency'> {
    readonly programmeId: string;
    /** 64 hexadecimal digits of chance, which seller and buyer keep to themselves until it is paid. */
    readonly salt: string;
}

export function saleTerms(programmeId: string, { payeeId, amount, currency }: Pick<PaymentOrder, 'payeeId' | 'amount' | 'currency'>, salt: string): SaleTerms {
    return { programmeId, payeeId, amount, currency, salt };
}
