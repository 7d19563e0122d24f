// How results are written: JSON for machines, lines and tables for people.
import type { Terminal } from './command.js';
import type { ParsedOptions } from './options.js';

/** What could move the cursor, change colours or turn the direction of writing: it comes from files and other organisations. */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text with a question mark for every character that a terminal would act on. */
export function printable(text: string): string {
    return text.replaceAll(UNPRINTABLE, '?');
}

/** Columns as wide as their widest cell; the last is not padded. Without rows, nothing. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
    if (rows.length === 0) return [];
    const lines = [header, ...rows].map(cells => cells.map(printable));
    const widths = header.map((_, column) => Math.max(...lines.map(cells => (cells[column] ?? '').length)));
    return lines.map(cells => cells.map((cell, column) => column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

/** Names and values, one a line; what has no value is left out. */
export function factLines(facts: Readonly<Record<string, string | number | undefined>>): string[] {
    const shown = Object.entries(facts).flatMap(([name, value]) => value === undefined || value === '' ? [] : [[name, printable(String(value))] as const]);
    const width = Math.max(0, ...shown.map(([name]) => name.length));
    return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** The result as JSON where that was asked for, else the lines for people. */
export function show(terminal: Terminal, { json }: Pick<ParsedOptions, 'json'>, result: unknown, lines: () => readonly string[]): void {
    if (json) terminal.print(JSON.stringify(result, null, 2));
    else for (const line of lines()) terminal.print(line);
}
