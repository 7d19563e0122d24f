// An MSP's judgement of certificates that OpenSSL made: chain, revocation, role.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { msp as protos } from '@hyperledger/fabric-protos';
import type { Identity } from '@carnet/network/dist/msp/identity.js';
import { curveOrder, isLowS, toLowS } from '@carnet/network/dist/msp/low-s.js';
import { Msp } from '@carnet/network/dist/msp/msp.js';
import { MspError } from '@carnet/network/dist/msp/msp-error.js';
import { readMspFolder } from '@carnet/network/dist/msp/msp-folder.js';
import { MspManager } from '@carnet/network/dist/msp/msp-manager.js';

const vectors = resolve(import.meta.dirname, '..', '..', 'vectors', 'msp');
const { MSPRoleType } = protos.MSPRole;

let folder: string;
let manager: MspManager;

function writeFolder(dir: string, nodeOus: boolean): void {
    for (const name of ['cacerts', 'crls']) mkdirSync(join(dir, name), { recursive: true });
    cpSync(join(vectors, 'ca.pem'), join(dir, 'cacerts', 'ca.pem'));
    cpSync(join(vectors, 'crl.pem'), join(dir, 'crls', 'crl.pem'));
    const identifier = (role: string): string =>
        `    ${role}OUIdentifier:\n        Certificate: cacerts/ca.pem\n        OrganizationalUnitIdentifier: ${role.toLowerCase()}\n`;
    writeFileSync(join(dir, 'config.yaml'), `NodeOUs:\n    Enable: ${nodeOus}\n${['Client', 'Peer', 'Admin', 'Orderer'].map(identifier).join('')}`);
}

function serialize(mspId: string, pem: string | Buffer): Uint8Array {
    const identity = new protos.SerializedIdentity();
    identity.setMspid(mspId);
    identity.setIdBytes(Buffer.from(pem));
    return identity.serializeBinary();
}

function identityOf(file: string, mspId = 'RevokingMSP'): Identity {
    return manager.deserializeIdentity(serialize(mspId, readFileSync(join(vectors, file))));
}

function role(type: protos.MSPRole.MSPRoleTypeMap[keyof protos.MSPRole.MSPRoleTypeMap], mspId = 'RevokingMSP'): protos.MSPPrincipal {
    const wanted = new protos.MSPRole();
    wanted.setMspIdentifier(mspId);
    wanted.setRole(type);
    const principal = new protos.MSPPrincipal();
    principal.setPrincipal(wanted.serializeBinary());
    return principal;
}

function refusal(reason: RegExp): (error: unknown) => boolean {
    return error => {
        assert.ok(error instanceof MspError, String(error));
        assert.match(error.message, reason);
        return true;
    };
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-msp-'));
    writeFolder(join(folder, 'with'), true);
    writeFolder(join(folder, 'without'), false);
    manager = new MspManager([
        new Msp(await readMspFolder('RevokingMSP', join(folder, 'with'))), new Msp(await readMspFolder('PlainMSP', join(folder, 'without'))),
    ]);
});

after(() => rmSync(folder, { recursive: true }));

suite('identities', () => {
    test('a client is a member and a client, and nothing else', () => {
        const client = identityOf('client.pem');
        client.validate();
        for (const [name, satisfied] of Object.entries({ MEMBER: true, CLIENT: true, PEER: false, ADMIN: false, ORDERER: false })) {
            assert.equal(client.satisfies(role(MSPRoleType[name as 'MEMBER'])), satisfied, name);
        }
        assert.throws(() => client.satisfiesPrincipal(role(MSPRoleType.MEMBER, 'OtherMSP')), refusal(/is a member of a different MSP/));
    });

    test('a revoked certificate is refused', () => {
        assert.throws(() => identityOf('revoked.pem').validate(), refusal(/The certificate has been revoked/));
        assert.equal(identityOf('revoked.pem').satisfies(role(MSPRoleType.MEMBER)), false);
    });

    test('two roles are as bad as none', () => {
        assert.throws(() => identityOf('client-and-peer.pem').validate(), refusal(/not a combination of them\. OUs: \[client, peer\], MSP: \[RevokingMSP\]/));
        assert.throws(() => identityOf('no-role.pem').validate(), refusal(/does not have an OU that resolves to client, peer, orderer, or admin role/));
    });

    test('without node OUs everybody certified is a member and nobody has a role', () => {
        const someone = identityOf('no-role.pem', 'PlainMSP');
        someone.validate();
        assert.equal(someone.satisfies(role(MSPRoleType.MEMBER, 'PlainMSP')), true);
        assert.equal(someone.satisfies(role(MSPRoleType.CLIENT, 'PlainMSP')), false);
    });

    test('a CA is no identity', () => {
        assert.throws(() => identityOf('ca.pem').validate(), refusal(/Certificate Authority equals true cannot be used as an identity/));
    });

    test('unknown organisations and bytes that are no certificate are refused', () => {
        assert.throws(() => identityOf('client.pem', 'NobodyMSP'), refusal(/MSP NobodyMSP is unknown/));
        assert.throws(() => manager.deserializeIdentity(serialize('RevokingMSP', 'not a certificate')), refusal(/could not decode the PEM structure/));
        assert.throws(() => manager.deserializeIdentity(Buffer.from('garbage')), MspError);
    });

    test('principals by organisational unit and by identity', () => {
        const client = identityOf('client.pem');
        const unit = new protos.OrganizationUnit();
        unit.setMspIdentifier('RevokingMSP');
        unit.setOrganizationalUnitIdentifier('client');
        const principal = new protos.MSPPrincipal();
        principal.setPrincipalClassification(protos.MSPPrincipal.Classification.ORGANIZATION_UNIT);
        principal.setPrincipal(unit.serializeBinary());
        assert.equal(client.satisfies(principal), false, 'the chain that certifies the unit belongs to the principal');
        const self = new protos.MSPPrincipal();
        self.setPrincipalClassification(protos.MSPPrincipal.Classification.IDENTITY);
        self.setPrincipal(client.serialized);
        assert.equal(client.satisfies(self), true);
        assert.equal(identityOf('no-role.pem').satisfies(self), false);
    });

    test('a folder without CA is refused', async () => {
        await assert.rejects(readMspFolder('X', join(folder, 'nothing')), refusal(/no CA certificate/));
    });
});

suite('low S', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const order = curveOrder('prime256v1');
    const message = Buffer.from('message');

    test('every signature has exactly one low form, and both verify', () => {
        let high = 0;
        for (let i = 0; i < 50; i++) {
            const made = sign('sha256', message, privateKey);
            if (!isLowS(made, order)) high++;
            const low = toLowS(made, order);
            assert.equal(isLowS(low, order), true);
            assert.equal(verify('sha256', message, publicKey, low), true);
        }
        assert.ok(high > 0, 'OpenSSL makes high S half the time');
    });

    test('malformed signatures are refused', () => {
        for (const bytes of [Buffer.alloc(0), Buffer.from([0x30, 0]), Buffer.from('3006020100020101', 'hex'), Buffer.from('300602017f0201ff', 'hex')]) {
            assert.throws(() => isLowS(bytes, order), MspError);
        }
        assert.throws(() => curveOrder('secp256k1'), refusal(/curve secp256k1 is not supported/));
    });
});
