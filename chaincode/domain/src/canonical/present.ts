// Members that are there: JSON has no undefined, and a member without a value is one that was not given.

/** Whatever may be undefined may be missing. */
export type Present<T> =
    & { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
    & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The same object without the members that are undefined. */
export function present<T extends object>(members: T): Present<T> {
    return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
