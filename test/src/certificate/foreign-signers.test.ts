// Who may sign: peers of at least two organisations, by certificates that lead to roots which the reader trusts and that were valid at the time.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { serialiseCertificate, verifyCertificate, type Certificate, type Roots, type SignedAnswer } from '@carnet/client';
import { toBase64 } from '@carnet/client/dist/certificate/base64.js';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import { msp } from '@hyperledger/fabric-protos';
import * as x509 from '@peculiar/x509';
import { authority, peerOf, signer, type Authority } from './authorities.js';
import { bytesOf, changedAnswer, gatherMaterial, signedAgain, type Material, type Signers } from './material.js';
import { refusedAs } from './refused.js';

let material: Material;
before(async () => { material = await gatherMaterial(); });
after(async () => material.trade.close());

function signedBy(signers: Signers): Certificate {
    return { ...material.certificate, signed: signedAgain(material.certificate.signed, signers) };
}

/** The real certificate with another second signature. */
function withSignature(change: (signature: Uint8Array) => Uint8Array): Certificate {
    const { certificate } = material;
    const endorsements = certificate.signed.endorsements.map(({ endorser, signature }, index) =>
        ({ endorser, signature: index === 1 ? toBase64(change(bytesOf(signature))) : signature }));
    return { ...certificate, signed: { ...certificate.signed, endorsements } };
}

function withEndorsements(change: (endorsements: SignedAnswer['endorsements']) => SignedAnswer['endorsements']): Certificate {
    const { certificate } = material;
    return { ...certificate, signed: { ...certificate.signed, endorsements: change(certificate.signed.endorsements) } };
}

/** Of Org1MSP, the real peer; of Org2MSP, this one. */
async function withSecond(second: Authority, roots: readonly string[]): Promise<readonly [Certificate, Roots]> {
    const [first] = material.peers;
    assert.ok(first);
    return [signedBy([first, await signer('Org2MSP', second)]), { ...material.roots, Org2MSP: roots }];
}

test('one organisation alone, under its own name or another', async () => {
    const { roots, peers, trade } = material;
    const [first] = peers;
    assert.ok(first);
    assert.equal(await refusedAs(withEndorsements(([one]) => one === undefined ? [] : [one]), roots), 'PROOF_TOO_FEW_ORGANISATIONS');
    assert.equal(await refusedAs(withEndorsements(() => []), roots), 'PROOF_TOO_FEW_ORGANISATIONS');
    assert.equal(await refusedAs(signedBy([first, first]), roots), 'PROOF_ORGANISATION_TWICE');
    assert.equal(await refusedAs(withEndorsements(endorsements => endorsements.toReversed()), roots), 'PROOF_MALFORMED');
    const ca = await CertificateAuthority.load(join(trade.network.organizations, 'peerOrganizations', 'org1.example.com', 'ca'), 'ca', 'org1.example.com');
    const { key, certificate } = await ca.issue({ commonName: 'peer1.org1.example.com', unit: 'peer' });
    const disguised = signedBy([first, new SigningIdentity('Org3MSP', certificate, key)]);
    assert.equal(await refusedAs(disguised, { ...roots, Org3MSP: roots['Org1MSP'] ?? [] }), 'PROOF_ROOT_SHARED');
    const again = signedBy([first, new SigningIdentity('Org1MSP', certificate, key)]);
    assert.equal(await refusedAs(again, roots), 'PROOF_ORGANISATION_TWICE', 'two peers of one organisation');
});

test('an organisation or a CA that the reader does not know', async () => {
    const { certificate, roots } = material;
    const [one, two] = [roots['Org1MSP'] ?? [], roots['Org2MSP'] ?? []];
    assert.equal(await refusedAs(certificate, { Org1MSP: one }), 'PROOF_ORGANISATION_UNKNOWN');
    assert.equal(await refusedAs(certificate, {}), 'PROOF_ORGANISATION_UNKNOWN');
    assert.equal(await refusedAs(certificate, { Org1MSP: one, Org2MSP: one }), 'PROOF_SIGNER_ISSUER_UNKNOWN');
    assert.equal(await refusedAs(certificate, { Org1MSP: one, Org2MSP: ['no certificate'] }), 'PROOF_ROOTS_INVALID');
    assert.equal(await refusedAs(certificate, { Org1MSP: one, Org2MSP: [two.join('') + one.join('')] }), 'PROOF_ROOTS_INVALID');
    const namesake = await CertificateAuthority.create('ca', 'org2.example.com');
    assert.equal(await refusedAs(certificate, { Org1MSP: one, Org2MSP: [namesake.certificatePem] }), 'PROOF_SIGNER_FORGED');
    await verifyCertificate(serialiseCertificate(certificate), { Org1MSP: [...two, ...one], Org2MSP: [namesake.certificatePem, ...two] });
});

test('a person in the place of a peer', async () => {
    assert.equal(await refusedAs(signedBy(material.users), material.roots), 'PROOF_SIGNER_NOT_A_PEER');
});

test('a certificate that had expired when it signed, or was not yet valid; later expiry does not matter', async () => {
    const { certificate, roots, trade, peers } = material;
    const [first] = peers;
    assert.ok(first);
    const ca = await CertificateAuthority.load(join(trade.network.organizations, 'peerOrganizations', 'org2.example.com', 'ca'), 'ca', 'org2.example.com');
    const expired = await ca.issue({ commonName: 'peer0.org2.example.com', unit: 'peer', days: -3 });
    assert.equal(await refusedAs(signedBy([first, new SigningIdentity('Org2MSP', expired.certificate, expired.key)]), roots), 'PROOF_SIGNER_EXPIRED');
    const root = await authority('root');
    const [early, trusted] = await withSecond(await peerOf(root, { notBefore: new Date(Date.now() + 3_600_000) }), [root.pem]);
    assert.equal(await refusedAs(early, trusted), 'PROOF_SIGNER_NOT_YET_VALID');
    const inFiftyYears = Date.now() + 50 * 365 * 86_400_000;
    await verifyCertificate(serialiseCertificate(certificate), roots, { at: inFiftyYears });
});

test('a CA between root and peer must be among the roots, and be a CA', async () => {
    const root = await authority('root');
    const between = await authority('between', root);
    const [signed, whole] = await withSecond(await peerOf(between), [root.pem, between.pem]);
    const { signers } = await verifyCertificate(serialiseCertificate(signed), whole);
    assert.deepEqual([signers[1]?.subject, signers[1]?.root.subject], ['OU=peer,CN=peer0', 'CN=root']);
    assert.equal(await refusedAs(signed, { ...whole, Org2MSP: [root.pem] }), 'PROOF_SIGNER_ISSUER_UNKNOWN');
    assert.equal(await refusedAs(signed, { ...whole, Org2MSP: [between.pem] }), 'PROOF_SIGNER_ISSUER_UNKNOWN');
    const person = await peerOf(root);
    const [byPeer, roots] = await withSecond(await peerOf({ ...person, name: 'OU=peer, CN=peer0' }), [root.pem, person.pem]);
    assert.equal(await refusedAs(byPeer, roots), 'PROOF_SIGNER_ISSUER_UNKNOWN', 'a peer is no CA');
    const short = await authority('short', undefined, { pathLength: 0 });
    const below = await authority('below', short);
    assert.equal(await refusedAs(...await withSecond(await peerOf(below), [short.pem, below.pem])), 'PROOF_SIGNER_ISSUER_UNKNOWN', 'pathLength 0');
});

test('what is no certificate of a peer in the one form that is read', async () => {
    const { roots, peers, certificate } = material;
    const [first, second] = peers;
    assert.ok(first !== undefined && second !== undefined);
    const pem = Buffer.from(msp.SerializedIdentity.deserializeBinary(second.serialized).getIdBytes_asU8()).toString('utf8');
    const written = (text: string): Certificate => {
        const identity = new msp.SerializedIdentity();
        identity.setMspid('Org2MSP');
        identity.setIdBytes(Buffer.from(text));
        return signedBy([first, { serialized: identity.serializeBinary(), sign: message => second.sign(message) }]);
    };
    await verifyCertificate(serialiseCertificate(written(pem)), roots);
    for (const text of ['', pem + pem, `${roots['Org1MSP']?.[0] ?? ''}${pem}`, `x${pem}`, pem.replace(/[A-Za-z0-9]{8}\n/, '\n')]) {
        assert.equal(await refusedAs(written(text), roots), 'PROOF_SIGNER_MALFORMED');
    }
    const garbage = withEndorsements(([one]) => one === undefined ? [] : [one, { ...one, endorser: 'AA==' }]);
    assert.equal(await refusedAs(garbage, roots), 'PROOF_SIGNED_PART_MALFORMED');
    const root = await authority('root');
    const strange = await peerOf(root, { extensions: [new x509.Extension('1.2.3.4', true, Uint8Array.of(5, 0))] });
    assert.equal(await refusedAs(...await withSecond(strange, [root.pem])), 'PROOF_SIGNER_MALFORMED', 'a critical extension that is not understood');
    const edwards = await peerOf(root, { algorithm: { name: 'Ed25519' } });
    const [signed, trusted] = [withSecondEndorser(certificate, edwards), { ...roots, Org2MSP: [root.pem] }];
    assert.equal(await refusedAs(signed, trusted), 'PROOF_SIGNER_KEY_UNSUPPORTED');
});

function withSecondEndorser(certificate: Certificate, { pem }: Authority): Certificate {
    const identity = new msp.SerializedIdentity();
    identity.setMspid('Org2MSP');
    identity.setIdBytes(Buffer.from(pem));
    const [first, second] = certificate.signed.endorsements;
    assert.ok(first !== undefined && second !== undefined);
    const endorsements = [first, { ...second, endorser: toBase64(identity.serializeBinary()) }];
    return { ...certificate, signed: { ...certificate.signed, endorsements } };
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** r and s of a DER signature, written again as `write` says. */
function rewritten(der: Uint8Array, write: (r: bigint, s: bigint) => readonly bigint[]): Uint8Array {
    const length = der[3] ?? 0;
    const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    const integers = write(number(der.subarray(4, 4 + length)), number(der.subarray(6 + length))).map(value => {
        const hex = value.toString(16);
        const bytes = Buffer.from(hex.padStart(hex.length + hex.length % 2, '0'), 'hex');
        const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
        return Buffer.concat([Buffer.of(2, positive.length), positive]);
    });
    const body = Buffer.concat(integers);
    return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

test('a signature that is not in its one form: high s, garbage, more or fewer bytes', async () => {
    const { roots } = material;
    await verifyCertificate(serialiseCertificate(withSignature(der => rewritten(der, (r, s) => [r, s]))), roots);
    const forms: ((der: Uint8Array) => Uint8Array)[] = [
        der => rewritten(der, (r, s) => [r, ORDER - s]), der => rewritten(der, () => [0n, 0n]), der => rewritten(der, r => [r]),
        der => rewritten(der, (r, s) => [r + ORDER, s]), der => rewritten(der, (r, s) => [r, s, 1n]),
        der => Buffer.concat([der, Buffer.of(0)]), der => der.subarray(0, -1), () => new Uint8Array(), () => Buffer.from('garbage'),
        der => Buffer.concat([Buffer.of(0x30, 0x81, der.length - 2), der.subarray(2)]),
    ];
    for (const form of forms) assert.equal(await refusedAs(withSignature(form), roots), 'PROOF_SIGNATURE_MALFORMED', form.toString());
});

test('a signature on something else, or of another key', async () => {
    const { certificate, roots, peers } = material;
    const [first, second] = peers;
    assert.ok(first !== undefined && second !== undefined);
    const message = Buffer.concat([bytesOf(certificate.signed.responsePayload), second.serialized]);
    assert.equal(await refusedAs(withSignature(() => first.sign(message)), roots), 'PROOF_SIGNATURE_WRONG');
    assert.equal(await refusedAs(withSignature(() => second.sign(bytesOf(certificate.signed.responsePayload))), roots), 'PROOF_SIGNATURE_WRONG');
    const cleared = changedAnswer(certificate.signed, action => action.getResponse()?.setMessage('fine'));
    const unsigned = { ...certificate, signed: { ...certificate.signed, responsePayload: toBase64(cleared) } };
    assert.equal(await refusedAs(unsigned, roots), 'PROOF_SIGNATURE_WRONG');
});
