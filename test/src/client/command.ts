// Runs the command carnet inside the process of a test.
import { main } from '@carnet/client/dist/cli/main.js';

export interface Outcome {
    readonly status: number;
    readonly out: string;
    readonly err: string;
}

/** @param input what standard input gives; @param answers what a person types, one for each question; left out, nobody sits there */
export async function carnetCommand(args: readonly string[], input: readonly string[] = [], answers?: readonly string[]): Promise<Outcome> {
    const out: string[] = [];
    const err: string[] = [];
    async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
        for (const piece of input) yield await Promise.resolve(Buffer.from(piece));
    }
    const left = [...answers ?? []];
    const status = await main(args, {
        print: line => out.push(line), note: line => err.push(line), progress: undefined, input: bytes,
        ask: answers === undefined ? undefined : () => Promise.resolve(left.shift() ?? ''),
    });
    return { status, out: out.join('\n'), err: err.join('\n') };
}
