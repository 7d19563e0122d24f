// What the operating system answers, in words for people who do not know its codes.

const WORDS: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'a part of the path is no folder',
    EISDIR: 'it is a folder',
    EACCES: 'permission is missing',
    EPERM: 'it is not permitted',
    EROFS: 'the disk can only be read',
    ENOSPC: 'the disk is full',
    EDQUOT: 'there is as much on the disk as you may keep there',
    EFBIG: 'the disk takes no file of this size',
    ENAMETOOLONG: 'the name is too long',
    EMFILE: 'the program has too many files open',
    EIO: 'the disk does not work',
    ECONNREFUSED: 'nothing listens there',
    ECONNRESET: 'the other side broke off',
    ENOTFOUND: 'there is no host of this name',
    EAI_AGAIN: 'the name of the host cannot be looked up now',
    ETIMEDOUT: 'nothing answered in time',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
};

/** The reason of a failure, with the code of the system behind it where there is one; without the path, which the sentence around it names. */
export function systemReason(cause: unknown): string {
    const { code, message } = cause as NodeJS.ErrnoException;
    const words = code === undefined ? undefined : WORDS[code];
    return words === undefined ? message : `${words} (${code ?? ''})`;
}
