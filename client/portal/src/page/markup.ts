// HTML by tagged templates in which every value is escaped: there is no other way to make a page here.

/** Markup that is safe to put into a page. Only `html` and `joined` make it. */
export class Markup {
    readonly #text: string;

    /** @internal */
    constructor(text: string) {
        this.#text = text;
    }

    toString(): string {
        return this.#text;
    }
}

/** `undefined` and `false` are nothing; an array is its elements, one after the other. */
export type Insert = Markup | string | number | undefined | false | readonly Insert[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;', '`': '&#96;' };

/** For text and for attribute values in quotes. */
export function escaped(text: string): string {
    return text.replace(/[&<>"'`]/g, character => ESCAPES[character] ?? '');
}

function inserted(value: Insert): string {
    if (value === undefined || value === false) return '';
    if (value instanceof Markup) return value.toString();
    if (typeof value === 'object') return value.map(inserted).join('');
    return escaped(String(value));
}

/** Attribute values must stand in double quotes; element and attribute names must not be inserted. */
export function html(parts: TemplateStringsArray, ...values: readonly Insert[]): Markup {
    return new Markup(parts.map((part, index) => part + inserted(values[index])).join(''));
}
