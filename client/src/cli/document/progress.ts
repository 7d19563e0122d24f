// How far the content of a document is, on the last line of a terminal.
import type { Terminal } from '../command/command.js';

interface Progress { readonly path: string; readonly bytes: number }

/** Nothing where no terminal looks on. @param verb what is being done */
export function shownProgress({ progress }: Terminal, verb: 'sealing' | 'opening'): { readonly onProgress?: (progress: Progress) => void } {
    return progress === undefined ? {} : { onProgress: ({ path, bytes }) => { progress(`${verb} ${path}: ${(bytes / 2 ** 20).toFixed(1)} MiB`); } };
}
