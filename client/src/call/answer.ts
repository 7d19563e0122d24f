// Reads what a contract function answers.
import { CarnetError, type CarnetErrorProperties } from '../errors/carnet-error.js';

/** @param properties what became of the transaction that gave the answer, for the error */
export function parseAnswer(text: string, call: string, properties: CarnetErrorProperties = {}): unknown {
    try {
        return JSON.parse(text);
    } catch (cause) {
        throw new CarnetError('RESPONSE_UNREADABLE', `${call} did not answer with JSON.`, {
            ...properties, details: { call, beginning: text.slice(0, 200) }, cause,
        });
    }
}
