// What files of tests report to the run they are part of: one line of JSON for each thing that happened, and one at the end of all.
import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';

export type FileEvent =
    /** What follows is of this file, until it ends. */
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'file-end'; readonly seconds: number }
    | { readonly kind: 'passed'; readonly name: string }
    | { readonly kind: 'skipped'; readonly name: string; readonly reason: string }
    | { readonly kind: 'failed'; readonly name: string; readonly error: string }
    | { readonly kind: 'note'; readonly text: string }
    /** All files were run: without this the process died, whatever its exit status says. */
    | { readonly kind: 'end' };

/** Node's own summary: the run counts for itself. */
const SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

function readable(error: unknown): string {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return typeof cause === 'string' ? cause : inspect(cause, { depth: 6, breakLength: 140 });
}

function* eventsOf({ type, data }: TestEvent): Generator<FileEvent, void, undefined> {
    if (type === 'test:diagnostic' && !SUMMARY.test(data.message)) yield { kind: 'note', text: data.message };
    // A file is a suite that is in no other.
    if (type === 'test:start' && data.nesting === 0) yield { kind: 'file', path: data.name };
    if (type === 'test:pass') {
        const { name, skip, todo, details } = data;
        if (skip !== undefined || todo !== undefined) {
            const reason = skip ?? todo;
            yield { kind: 'skipped', name, reason: typeof reason === 'string' ? reason : '' };
        } else if (details.type !== 'suite') yield { kind: 'passed', name };
    }
    if (type === 'test:fail') {
        const { name, nesting, details: { error, type: what } } = data;
        // A suite whose tests failed is no failure of its own; one whose hooks did is.
        const ofTests = what === 'suite' && (error as { failureType?: string }).failureType === 'subtestsFailed';
        if (!ofTests) yield { kind: 'failed', name: nesting === 0 ? 'what surrounds the tests' : name, error: readable(error) };
    }
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0 && data.details.type === 'suite') {
        yield { kind: 'file-end', seconds: data.details.duration_ms / 1000 };
    }
}

const line = (event: FileEvent): string => `${JSON.stringify(event)}\n`;

/** A reporter for `node --test-reporter`. */
export default async function* fileReport(events: AsyncIterable<TestEvent>): AsyncGenerator<string, void, undefined> {
    for await (const event of events) for (const told of eventsOf(event)) yield line(told);
    yield line({ kind: 'end' });
}
