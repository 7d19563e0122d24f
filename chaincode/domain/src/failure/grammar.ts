// The grammar of an error on its way through Fabric: `CODE: sentence {canonical json}`, written and read in this one place.
import { canonicalJson } from '../canonical/json';
import { isFailureCode } from './codes';

/** Values that a reader of the error needs; never what a caller sent unchecked. */
export type FailureParameters = Readonly<Record<string, string | number | readonly string[] | readonly number[] | readonly object[]>>;

export interface ParsedFailure {
    /** One of FAILURE_CODES, or a code of a newer chaincode. */
    readonly code: string;
    readonly sentence: string;
    readonly parameters: Readonly<Record<string, unknown>>;
}

/** @throws Error where a sentence would be taken apart wrongly: that is a fault of the program. */
export function formatFailure(code: string, sentence: string, parameters: FailureParameters): string {
    if (sentence.includes(' {')) throw new Error(`An error sentence must not contain ' {': ${sentence}`);
    return Object.keys(parameters).length === 0 ? `${code}: ${sentence}` : `${code}: ${sentence} ${canonicalJson(parameters)}`;
}

/** What fabric-contract-api says before our code is reached, and the code that stands for it. */
const FRAMEWORK_TEXTS: readonly (readonly [string, string])[] = [
    ['Contract name is not known', 'UNKNOWN_FUNCTION'],
    ['You\'ve asked to invoke a function that does not exist', 'UNKNOWN_FUNCTION'],
];

/** gRPC writes its own status as `13 INTERNAL: …` at the start of a message: that is not ours. */
const GRPC_STATUS_BEFORE = /(?:^|\s)\d{1,2} $/;
const CODE = /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): /g;
const CHAINCODE_RESPONSE = /chaincode response \d+, $/;

function findMarker(text: string): { code: string; start: number } | undefined {
    for (const match of text.matchAll(CODE)) {
        const [whole, code] = match;
        if (code === undefined) continue;
        const before = text.slice(Math.max(0, match.index - 40), match.index);
        if (GRPC_STATUS_BEFORE.test(before)) continue;
        if (isFailureCode(code) || CHAINCODE_RESPONSE.test(before)) return { code, start: match.index + whole.length };
    }
    return undefined;
}

function asParameters(json: string): Readonly<Record<string, unknown>> | undefined {
    try {
        const value: unknown = JSON.parse(json);
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
    } catch {
        return undefined; // Not JSON: the caller keeps the whole text as the sentence.
    }
}

function splitParameters(rest: string): Omit<ParsedFailure, 'code'> {
    const open = rest.indexOf(' {');
    const close = rest.lastIndexOf('}');
    if (open < 0 || close < open) return { sentence: rest.trim(), parameters: {} };
    const json = rest.slice(open + 1, close + 1);
    // The peer command prints the message as a Go string: its quotes are escaped.
    const parameters = asParameters(json) ?? asParameters(json.replaceAll('\\"', '"'));
    return parameters === undefined
        ? { sentence: rest.trim(), parameters: {} }
        : { sentence: rest.slice(0, open).trim(), parameters };
}

/**
 * Finds our error anywhere in a text of Fabric: bare, after `chaincode response 500, `, inside gRPC's and the peer command's wording.
 * @returns undefined where the text holds none, e.g. a failure of the network.
 */
export function parseFailure(text: string): ParsedFailure | undefined {
    const marker = findMarker(text);
    if (marker !== undefined) return { code: marker.code, ...splitParameters(text.slice(marker.start)) };
    const framework = FRAMEWORK_TEXTS.find(([said]) => text.includes(said));
    if (framework === undefined) return undefined;
    return { code: framework[1], sentence: text.slice(text.indexOf(framework[0])), parameters: {} };
}
