// The contract SharedDocument as the parts of the client use it: its calls, and the person who makes and signs them.
import { X509Certificate } from 'node:crypto';
import type { Person } from '@carnet/domain';
import type { Session } from '../../call/session.js';
import { ContractClient } from '../../contract-client.js';
import { fingerprintOf } from '../../identity/fingerprint.js';

export class DocumentLedger extends ContractClient {
    /** Whoever calls, as documents name him. */
    readonly person: Person;
    /** His certificate, PEM. */
    readonly certificate: string;
    readonly session: Session;

    constructor(session: Session) {
        super(session, 'SharedDocument');
        this.session = session;
        this.certificate = session.certificate;
        this.person = { mspId: session.mspId, publicKeyHash: fingerprintOf(new X509Certificate(this.certificate).publicKey) };
    }

    /** By the key that signs the calls. @returns base64 of the DER signature */
    sign(text: string): Promise<string> {
        return this.session.signText(text);
    }
}
