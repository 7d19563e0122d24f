// The file of private data collections of a chaincode: the one that is named, else the one in its own folder.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NetworkError } from '../network-error.js';

/** As the chaincodes of fabric-samples have it. */
const OWN_FILE = 'collections_config.json';

/** @throws NetworkError COLLECTIONS_UNREADABLE */
function readCollections(file: string): unknown[] {
    if (!existsSync(file)) throw new NetworkError('COLLECTIONS_UNREADABLE', `${file} does not exist: name the collections file`, { file });
    try {
        const collections: unknown = JSON.parse(readFileSync(file, 'utf8'));
        if (Array.isArray(collections)) return collections;
    } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
        throw new NetworkError('COLLECTIONS_UNREADABLE', `${file} is not JSON: ${cause.message}`, { file }, { cause });
    }
    throw new NetworkError('COLLECTIONS_UNREADABLE', `${file} must hold a JSON array of collection configurations`, { file });
}

/**
 * The collections with which a chaincode is deployed; undefined where it has none.
 * @param named a file; default `collections_config.json` in the chaincode's folder, where it is there
 * @throws NetworkError COLLECTIONS_UNREADABLE
 */
export function collectionsOf(chaincodeDir: string, named?: string): unknown[] | undefined {
    if (named !== undefined) return readCollections(resolve(named));
    const own = join(resolve(chaincodeDir), OWN_FILE);
    return existsSync(own) ? readCollections(own) : undefined;
}
