// The code by which a changed certificate is refused.
import { serialiseCertificate, verifyCertificate, type Certificate, type Roots, type VerifyOptions } from '@carnet/client';
import { refusalOf } from '../client/refusal.js';

export async function refusedAs(certificate: Certificate | string | Uint8Array, roots: Roots, options: VerifyOptions = {}): Promise<string> {
    const file = typeof certificate === 'string' || certificate instanceof Uint8Array ? certificate : serialiseCertificate(certificate);
    return (await refusalOf(verifyCertificate(file, roots, options))).code;
}
