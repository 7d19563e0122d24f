// Spares each call the framework's parsing of a certificate that it parsed before: in JavaScript that takes as long as a payment is decided.
import { createRequire } from 'node:module';
import { Kept } from './kept';

/** With which fabric-shim reads the caller's certificate, before any contract is asked. */
interface CertificateClass { fromPEM(pem: string): object }

/** Kept at once, some 10 kB each. */
const KEPT = 512;

/** Called once. What is kept is found by the whole text of the certificate, and only ever read. */
export function rememberCertificates(): void {
    const { Certificate } = createRequire(require.resolve('fabric-shim'))('@fidm/x509') as { readonly Certificate: CertificateClass };
    const parse = Certificate.fromPEM.bind(Certificate);
    const known = new Kept<object>(KEPT);
    Certificate.fromPEM = pem => {
        const found = known.get(pem);
        if (found !== undefined) return found;
        const certificate = parse(pem);
        known.keep(pem, certificate);
        return certificate;
    };
}
