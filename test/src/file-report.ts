// What a file of tests reports to the run it is part of: one line of JSON for each thing that happened, and one at its end.
import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';

export type FileEvent =
    | { readonly kind: 'passed'; readonly name: string }
    | { readonly kind: 'skipped'; readonly name: string; readonly reason: string }
    | { readonly kind: 'failed'; readonly name: string; readonly error: string }
    | { readonly kind: 'note'; readonly text: string }
    /** The file was run to its end: without this the process died, whatever its exit status says. */
    | { readonly kind: 'end' };

/** Node's own summary of a file: the run counts for itself. */
const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

function readable(error: unknown): string {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return typeof cause === 'string' ? cause : inspect(cause, { depth: 6, breakLength: 140 });
}

function eventOf({ type, data }: TestEvent): FileEvent | undefined {
    if (type === 'test:diagnostic') return SUMMARY.test(data.message) ? undefined : { kind: 'note', text: data.message };
    if (type === 'test:pass') {
        const { name, skip, todo, details } = data;
        if (skip !== undefined || todo !== undefined) {
            const reason = skip ?? todo;
            return { kind: 'skipped', name, reason: typeof reason === 'string' ? reason : '' };
        }
        return details.type === 'suite' ? undefined : { kind: 'passed', name };
    }
    if (type === 'test:fail') {
        const { name, details: { error, type: what } } = data;
        // A suite whose tests failed is no failure of its own; one whose hooks did is.
        const ofTests = what === 'suite' && (error as { failureType?: string }).failureType === 'subtestsFailed';
        return ofTests ? undefined : { kind: 'failed', name, error: readable(error) };
    }
    return undefined;
}

/** A reporter for `node --test-reporter`. */
export default async function* fileReport(events: AsyncIterable<TestEvent>): AsyncGenerator<string, void, undefined> {
    for await (const event of events) {
        const told = eventOf(event);
        if (told !== undefined) yield `${JSON.stringify(told)}\n`;
    }
    yield `${JSON.stringify({ kind: 'end' } satisfies FileEvent)}\n`;
}
