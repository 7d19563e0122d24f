// Options that the commands about money share: orders, amounts in the currency of the programme, currencies.
import { present, type PaymentOrder, type Policy } from '@carnet/domain';
import type { Carnet } from '../../carnet.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { parseAmount } from '../../wallets/amounts.js';
import type { OptionKinds, ParsedOptions } from '../command/options.js';
import { UsageError } from '../command/options.js';

type Currency = Policy['currency'];

export async function currencyOfProgramme(carnet: Carnet, programmeId: string): Promise<Currency> {
    return (await carnet.programmes.read(programmeId)).currency;
}

/** Of the programme whose money the wallet holds. */
export async function currencyOfWallet(carnet: Carnet, walletId: string): Promise<Currency> {
    return currencyOfProgramme(carnet, (await carnet.wallets.read(walletId)).programmeId);
}

/** @throws UsageError where it is missing, CarnetError AMOUNT_INVALID */
export function amountOf(options: ParsedOptions, name: string, currency: Currency): string {
    return parseAmount(options.needed(name), currency, `--${name}`);
}

export const ORDER_OPTIONS = {
    id: 'ID', to: 'PAYEE', amount: '12.50', channel: '[pos|online|p2p]', reference: '[TEXT]', vin: '[VIN]', offer: '[ID]', salt: '[HEX]',
} as const satisfies OptionKinds;

export const ORDER_HELP = `  --id          of the payment, chosen by you: the same command with the same id pays once
  --to          payee of the programme; with --channel p2p another holder's wallet
  --amount      in the programme's currency
  --channel     default pos
  --reference   for the two parties; on the ledger, so no name
  --vin --offer --salt  title for money: the payment also makes your organisation the keeper of the vehicle, or neither happens`;

/** The order of the options from the wallet that WALLET names, and its currency. @throws UsageError, CarnetError WALLET_NOT_FOUND, AMOUNT_INVALID */
export async function orderOf(carnet: Carnet, options: ParsedOptions): Promise<{ readonly order: PaymentOrder; readonly currency: Currency }> {
    const walletId = options.word('WALLET');
    const currency = await currencyOfWallet(carnet, walletId);
    const [vin, offerId, salt] = [options.text('vin'), options.text('offer'), options.text('salt')];
    const offer = vin === undefined || offerId === undefined || salt === undefined ? undefined : { vin, offerId, salt };
    if (offer === undefined && [vin, offerId, salt].some(text => text !== undefined)) throw new UsageError('--vin, --offer and --salt are given together');
    const order = {
        paymentId: options.needed('id'), walletId, payeeId: options.needed('to'), amount: amountOf(options, 'amount', currency), currency: currency.code,
        channel: options.oneOf('channel', ['pos', 'online', 'p2p']) ?? 'pos', ...present({ reference: options.text('reference'), offer }),
    };
    return { order, currency };
}

/** `EUR` has two decimals; of another currency they are said, as `JPY/0`. @throws UsageError */
export function currencyOf(options: ParsedOptions): Currency {
    const text = options.text('currency') ?? 'EUR/2';
    const [, code, scale] = /^([A-Z]{3})(?:\/([0-6]))?$/.exec(text) ?? [];
    if (code === undefined) throw new UsageError(`--currency is '${text}': give it as EUR/2, the code and its decimals`);
    return { code, scale: Number(scale ?? 2) };
}

/** Does something about money; what it is refused for is then shown in the currency. */
export async function inCurrency<T>(currency: Currency, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch (error) {
        throw error instanceof CarnetError ? error.with({ details: { currency } }) : error;
    }
}
