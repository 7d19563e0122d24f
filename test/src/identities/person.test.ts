// People: attributes where Fabric CA writes them, wallet files, expired certificates, and names that are refused.
import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createPeerOrganisation } from '@carnet/network/dist/identities/organizations-folder.js';
import { PEER_ORGANISATIONS } from '@carnet/network/dist/identities/organisations.js';
import { issuePerson } from '@carnet/network/dist/identities/person.js';
import type { IssuedIdentity, PersonOptions } from '@carnet/network/dist/network.js';
import { NetworkError } from '@carnet/network';

const DAY_MS = 24 * 3_600_000;
let folder: string;

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-person-'));
    await createPeerOrganisation(join(folder, 'organizations'), 'org1');
});

after(() => rmSync(folder, { recursive: true }));

function issue(options: PersonOptions): Promise<IssuedIdentity> {
    return issuePerson(join(folder, 'organizations'), join(folder, 'wallet'), PEER_ORGANISATIONS.org1, options);
}

function certificateOf({ certificatePath }: IssuedIdentity): X509Certificate {
    return new X509Certificate(readFileSync(certificatePath));
}

interface ClientIdentity {
    getAttributeValue(name: string): string | null;
    getMSPID(): string;
    getID(): string;
}

/** The identity as chaincode sees it, by the shim's own reading of the certificate. */
function asChaincodeSees({ mspId, certificatePath }: IssuedIdentity): ClientIdentity {
    const shim = createRequire(import.meta.url)('fabric-shim') as { ClientIdentity: new (stub: object) => ClientIdentity };
    const creator = { mspid: mspId, idBytes: readFileSync(certificatePath) };
    return new shim.ClientIdentity({ getCreator: () => creator, getChannelID: () => 'mychannel', getTxID: () => 'tx' });
}

test('attributes reach the chaincode as those of Fabric CA do', async () => {
    const anna = await issue({ name: 'anna', attributes: { role: 'inspector', 'hf.Affiliation': 'Köln, Süd' } });
    const seen = asChaincodeSees(anna);
    assert.equal(seen.getMSPID(), 'Org1MSP');
    assert.equal(seen.getAttributeValue('role'), 'inspector');
    assert.equal(seen.getAttributeValue('hf.Affiliation'), 'Köln, Süd');
    assert.equal(seen.getAttributeValue('absent'), null);
    assert.match(seen.getID(), /OU=client\/CN=anna@org1\.example\.com/);
});

test('the wallet file holds what the MSP folder holds, for its owner only', async () => {
    const ben = await issue({ name: 'ben', admin: true });
    assert.equal(ben.walletPath, join(folder, 'wallet', 'ben@org1.example.com.id'));
    assert.deepEqual(JSON.parse(readFileSync(ben.walletPath, 'utf8')), {
        credentials: { certificate: readFileSync(ben.certificatePath, 'utf8'), privateKey: readFileSync(ben.keyPath, 'utf8') },
        mspId: 'Org1MSP', type: 'X.509', version: 1,
    });
    assert.equal(statSync(ben.walletPath).mode & 0o777, 0o600);
    assert.match(certificateOf(ben).subject, /^OU=admin$/m);
});

test('days below zero make a certificate that has expired', async () => {
    const expired = certificateOf(await issue({ name: 'expired', days: -2 }));
    assert.ok(Math.abs(Date.parse(expired.validTo) - (Date.now() - 2 * DAY_MS)) < 60_000);
    assert.ok(Date.parse(expired.validFrom) < Date.parse(expired.validTo));
    const short = certificateOf(await issue({ name: 'short', days: 1 }));
    assert.ok(Math.abs(Date.parse(short.validTo) - (Date.now() + DAY_MS)) < 60_000);
});

test('issued again the same person stays the same; another under the name is refused', async () => {
    const first = certificateOf(await issue({ name: 'carl', attributes: { role: 'dealer' } }));
    assert.equal(certificateOf(await issue({ name: 'carl', attributes: { role: 'dealer' } })).serialNumber, first.serialNumber);
    for (const other of [{ name: 'carl' }, { name: 'carl', attributes: { role: 'dealer' }, admin: true }, { name: 'CARL', attributes: { role: 'dealer' } }]) {
        await assert.rejects(issue(other), (error: unknown) => {
            assert.ok(error instanceof NetworkError);
            assert.equal(error.code, 'IDENTITY_EXISTS');
            assert.match(error.message, /take another name/);
            return true;
        });
    }
});

test('what cannot be a name, an attribute or a validity is refused by code', async () => {
    const refused: [PersonOptions, string][] = [
        ...['', '.hidden', '../anna', 'a/b', 'a b', 'é', 'a@b', 'a\n', '-x', 'x'.repeat(49)].map((name): [PersonOptions, string] => [{ name }, 'IDENTITY_NAME_INVALID']),
        [{ name: 'd', attributes: { 'a b': 'x' } }, 'ATTRIBUTE_NAME_INVALID'],
        [{ name: 'd', attributes: { '': 'x' } }, 'ATTRIBUTE_NAME_INVALID'],
        [{ name: 'd', attributes: { a: 'x\u0000' } }, 'ATTRIBUTE_VALUE_INVALID'],
        [{ name: 'd', attributes: { a: '\ud800' } }, 'ATTRIBUTE_VALUE_INVALID'],
        [{ name: 'd', attributes: { a: 'x'.repeat(257) } }, 'ATTRIBUTE_VALUE_INVALID'],
        [{ name: 'd', attributes: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`a${index}`, ''])) }, 'ATTRIBUTES_TOO_MANY'],
        ...[0, 1.5, NaN, -30, 3651].map((days): [PersonOptions, string] => [{ name: 'd', days }, 'IDENTITY_DAYS_INVALID']),
    ];
    for (const [options, code] of refused) {
        await assert.rejects(issue(options), (error: unknown) => error instanceof NetworkError && error.code === code, JSON.stringify(options));
    }
});

test('an identity whose issuing was killed before its key was written is issued again', async () => {
    const half = await issue({ name: 'half' });
    rmSync(half.keyPath);
    const whole = await issue({ name: 'half' });
    assert.ok(certificateOf(whole).checkPrivateKey(createPrivateKey(readFileSync(whole.keyPath))));
});
