// The file that `carnet document register-key --json` printed: who somebody is, and to which key is sealed what is for him.
import type { EncryptionKey } from '@carnet/domain';
import type { NewHolder } from '../../documents/sealing/draft.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { Terminal } from '../command/command.js';
import { readText } from '../command/files.js';
import { decodePerson, type PlannedPerson } from './plan.js';

/** Undefined where it is no such file. @param field for the error @throws CarnetError as a plan's person is refused */
export function registeredPerson(json: string, field: string): PlannedPerson & { readonly keyId: string } | undefined {
    try {
        const { owner, keyId } = JSON.parse(json) as Partial<EncryptionKey>;
        if (owner !== undefined && keyId !== undefined) {
            return { ...decodePerson({ mspId: owner.mspId, publicKeyHash: owner.publicKeyHash, keyId }, field), keyId };
        }
    } catch (cause) {
        if (cause instanceof CarnetError) throw cause;
    }
    return undefined;
}

/** Holders in the order of their files. @throws CarnetError FILE_UNREADABLE */
export async function holdersIn(paths: readonly string[], terminal: Terminal): Promise<NewHolder[]> {
    const holders: NewHolder[] = [];
    for (const path of paths) {
        const person = registeredPerson(await readText(path, terminal), 'holder');
        if (person === undefined) {
            throw new CarnetError('FILE_UNREADABLE', `${path} is not what \`carnet document register-key --json\` printed.`, { details: { path } });
        }
        const { mspId, publicKeyHash, keyId } = person;
        holders.push({ identity: { mspId, publicKeyHash }, keyId });
    }
    return holders;
}
