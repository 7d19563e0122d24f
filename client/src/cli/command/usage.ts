// How a command is called, made of its words and options: none of them is hidden.
import { formOf, type OptionKinds } from './options.js';

/** Characters of a line. */
const WIDTH = 150;
const CONTINUED = '\n         ';

function optionText(name: string, kind: string): string {
    const { value, needed, repeated } = formOf(kind);
    const text = `--${name}${value === undefined ? '' : ` ${value}`}${repeated ? ' …' : ''}`;
    return needed ? text : `[${text}]`;
}

/** What a command takes. */
export interface CommandForm {
    /** Names of the words after the command, all needed. */
    readonly words: readonly string[];
    readonly options?: OptionKinds;
}

/** What is needed first. @param name of the program, and the words by which it finds the command */
export function usageOf(name: string, { words, options = {} }: CommandForm): string {
    const texts = Object.entries(options).map(([option, kind]) => optionText(option, kind));
    const isNeeded = (text: string): boolean => text.startsWith('--');
    const parts = [...words, ...texts.filter(isNeeded), ...texts.filter(text => !isNeeded(text)), '[--json]'];
    let usage = name;
    let length = usage.length;
    for (const part of parts) {
        const fits = length + 1 + part.length <= WIDTH;
        usage += `${fits ? ' ' : CONTINUED}${part}`;
        length = fits ? length + 1 + part.length : CONTINUED.length - 1 + part.length;
    }
    return usage;
}
