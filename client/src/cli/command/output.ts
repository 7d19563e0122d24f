// How results are written: JSON for machines, lines and tables for people.
import type { Terminal } from './command.js';
import type { ParsedOptions } from './options.js';

/**
 * What could move the cursor, change colours, turn the direction of writing or stand there unseen: it comes from files and other organisations.
 * Joiners (U+200C, U+200D) are part of how some scripts are written.
 */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e00ff}]/gu;

/** One line: the text with a question mark for every character that a terminal would act on, line breaks among them. */
export function printable(text: string): string {
    return text.replaceAll(UNPRINTABLE, '?');
}

/** What stands before the further lines of a line that is too long. */
const CONTINUED = '    ';

/**
 * A line in pieces that fit. A terminal would go on at the very beginning of its next line, where what somebody has filled up with blanks looks like
 * a line of ours.
 * @param columns of the terminal, 20 or more
 */
export function fitted(line: string, columns: number): string[] {
    const pieces: string[] = [];
    let [piece, width] = ['', 0];
    for (const character of line) {
        // Of the letters up to here none takes two cells; of the others many do, and a line that is broken too early is no harm.
        const cells = character < '\u1100' ? 1 : 2;
        if (width + cells > columns) {
            pieces.push(piece);
            [piece, width] = [CONTINUED, CONTINUED.length];
        }
        piece += character;
        width += cells;
    }
    return [...pieces, piece];
}

/** As `printable`, of a text that may have several lines. */
export function printableLines(text: string): string {
    return text.replaceAll(UNPRINTABLE, character => character === '\n' ? character : '?');
}

/** JSON that says the same, with an escape for each of these characters. */
export function printableJson(json: string): string {
    const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return json.replaceAll(UNPRINTABLE, character => character === '\n' ? character : character.split('').map(escaped).join(''));
}

export function jsonText(value: unknown, indent?: number): string {
    return printableJson(JSON.stringify(value, null, indent));
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
    if (json) terminal.print(jsonText(result, 2));
    else for (const line of lines()) terminal.print(printable(line));
}
