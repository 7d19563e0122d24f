// People of two organisations, with certificates and keys, who seal, hold and sign documents.
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { fingerprintOf, newSigner, type Roots } from '@carnet/client';
import { manifestHash, manifestText, type DocumentPolicy, type Manifest, type Person, type PersonSignature } from '@carnet/domain';
import type { NewHolder } from '@carnet/client/dist/documents/sealing/draft.js';
import { authority, personOf, type Authority, type PeerOptions } from '../certificate/authorities.js';

/** Somebody who can sign. */
export interface Member {
    readonly identity: Person;
    readonly certificate: string;
    readonly signText: (text: string) => Promise<PersonSignature>;
    readonly sign: (manifest: Manifest) => Promise<PersonSignature>;
}

async function memberOf(mspId: string, { pem, keys }: Authority): Promise<Member> {
    const identity = { mspId, publicKeyHash: fingerprintOf(new X509Certificate(pem).publicKey) };
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    const sign = newSigner(createPrivateKey(`-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`));
    const signText: Member['signText'] = async text =>
        ({ signer: identity, certificate: pem, signature: Buffer.from(await sign(Buffer.from(text))).toString('base64') });
    return {
        identity, certificate: pem, signText,
        sign: manifest => signText(manifestText({ docId: manifest.docId, version: manifest.version, manifestHash: manifestHash(manifest) })),
    };
}

export interface People {
    readonly roots: Roots;
    readonly seller: Member;
    readonly buyer: Member;
    /** A new person of an organisation. */
    readonly member: (mspId: 'Org1MSP' | 'Org2MSP', name: string, options?: PeerOptions) => Promise<Member>;
}

/** A seller of one organisation and a buyer of the other. */
export async function people(): Promise<People> {
    const cas = { Org1MSP: await authority('ca.org1'), Org2MSP: await authority('ca.org2') };
    const member: People['member'] = async (mspId, name, options) => memberOf(mspId, await personOf(cas[mspId], name, options));
    return {
        roots: { Org1MSP: [cas.Org1MSP.pem], Org2MSP: [cas.Org2MSP.pem] }, member,
        seller: await member('Org1MSP', 'seller'), buyer: await member('Org2MSP', 'buyer'),
    };
}

/** Somebody who holds shares and signs nothing: his key is only named. */
export function holder(number: number): NewHolder {
    return { identity: { mspId: 'Org1MSP', publicKeyHash: number.toString(16).padStart(64, '0') }, keyId: `h${number}` };
}

export function holders(count: number): readonly NewHolder[] {
    return Array.from({ length: count }, (_, place) => holder(place + 1));
}

/** Both sign; one of them suffices to agree to an amendment. */
export function policyOf(...parties: readonly Person[]): DocumentPolicy {
    return { parties, requesters: [], amend: { k: 1, of: parties }, release: { events: [], delaySeconds: 0, veto: [] } };
}
