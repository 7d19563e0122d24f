// The hash of the texts under a certificate: Node's own where there is one, elsewhere the domain's: the same value in several times the time.
import { sha256Hex } from '@carnet/domain';

interface NodeCrypto { hash(algorithm: string, text: string, encoding: 'hex'): string }

function nodeCrypto(): NodeCrypto | undefined {
    // Not imported: browsers run this file too.
    const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): NodeCrypto } };
    return process?.getBuiltinModule?.('node:crypto');
}

const node = nodeCrypto();

/** SHA-256 of the UTF-8 bytes of a text, lower-case hex. */
export const hashOfText: (text: string) => string = node === undefined ? sha256Hex : text => node.hash('sha256', text, 'hex');
