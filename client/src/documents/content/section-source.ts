// A part of a document as its author has it, before it becomes a section.

/** How a part is shown, or hidden. */
export interface SectionSecrecy {
    /** Name of the key group whose holders open it; left out: public. */
    readonly group?: string;
    /** Of a sealed part: the manifest shows a made-up name instead of path and media type. */
    readonly opaque?: boolean;
    /** Of a sealed part: the content is filled up to a multiple of so many bytes, so that its length stays unknown. */
    readonly padTo?: number;
}

export interface SectionSource extends SectionSecrecy {
    /** JSON Pointer, or the name of a file; 0–256 characters, each once in a document. */
    readonly path: string;
    /** `type/subtype`, lower case. */
    readonly mediaType: string;
    /** The bytes, or a stream of them, which is read once. */
    readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Bytes as they come, wherever from. */
export async function* piecesOf(content: SectionSource['content']): AsyncGenerator<Uint8Array, void, undefined> {
    if (content instanceof Uint8Array) yield await Promise.resolve(content);
    else yield* content;
}
