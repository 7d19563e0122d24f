// Verifies a certificate in a process that cannot reach anything: node verify-offline.js <certificate> <roots.json>
// Only the face for browsers is loaded; from then on a socket or a look-up of a name is an error.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { verifyCertificate, type Roots } from '@carnet/client/verify';

function refuse(): never {
    throw new Error('The verification tried to reach something.');
}

const [, , certificate = '', roots = ''] = process.argv;
const files = [readFileSync(certificate), readFileSync(roots, 'utf8')] as const;
net.Socket.prototype.connect = refuse;
dns.lookup = refuse as unknown as typeof dns.lookup;
globalThis.fetch = refuse;
console.log(JSON.stringify(await verifyCertificate(files[0], JSON.parse(files[1]) as Roots)));
