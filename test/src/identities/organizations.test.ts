// organizations/ is what cryptogen would have made: the same files, certificates with the same content, keys that fit.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { createPeerOrganisation, ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { portsOf } from '@carnet/network/dist/ports.js';
import { NetworkError } from '@carnet/network';

const YEAR_MS = 365 * 24 * 3_600_000;
const CRYPTOGEN = join(process.env['FABRIC_HOME'] ?? '/opt/fabric', 'bin', 'cryptogen');
/** The test-network's three cryptogen files in one. */
const CRYPTO_CONFIG = `
OrdererOrgs:
  - {Name: Orderer, Domain: example.com, EnableNodeOUs: true, Specs: [{Hostname: orderer}, {Hostname: orderer2}, {Hostname: orderer3}, {Hostname: orderer4}]}
PeerOrgs:
  - {Name: Org1, Domain: org1.example.com, EnableNodeOUs: true, Template: {Count: 1}, Users: {Count: 1}}
  - {Name: Org2, Domain: org2.example.com, EnableNodeOUs: true, Template: {Count: 1}, Users: {Count: 1}}
`;

let folder: string;
let organizations: string;

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-identities-'));
    organizations = join(folder, 'organizations');
    assert.equal(await ensureOrganizations(organizations, portsOf(12_000, 4), 12_000), true);
});

after(() => rmSync(folder, { recursive: true }));

function files(root: string): string[] {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path => statSync(join(root, path)).isFile()).sort();
}

function certificate(...path: string[]): X509Certificate {
    return new X509Certificate(readFileSync(join(organizations, ...path)));
}

const org1 = ['peerOrganizations', 'org1.example.com'] as const;
const user1 = [...org1, 'users', 'User1@org1.example.com'] as const;
const peer0 = [...org1, 'peers', 'peer0.org1.example.com'] as const;

test('the files and their modes are those of cryptogen, and a connection profile for each organisation', t => {
    if (!existsSync(CRYPTOGEN)) {
        t.skip('Fabric\'s cryptogen is not here to compare with');
        return;
    }
    const reference = join(folder, 'cryptogen');
    writeFileSync(join(folder, 'crypto-config.yaml'), CRYPTO_CONFIG);
    execFileSync(CRYPTOGEN, ['generate', `--config=${join(folder, 'crypto-config.yaml')}`, `--output=${reference}`], { stdio: 'ignore' });
    const expected = files(reference);
    assert.deepEqual(files(organizations).filter(path => !basename(path).startsWith('connection-')), expected);
    for (const path of expected) {
        assert.equal(statSync(join(organizations, path)).mode & 0o777, statSync(join(reference, path)).mode & 0o777, path);
        if (basename(path) === 'config.yaml') {
            assert.equal(readFileSync(join(organizations, path), 'utf8').trim(), readFileSync(join(reference, path), 'utf8').trim(), path);
        }
        if (path.endsWith('.pem') || path.endsWith('.crt')) {
            const [ours, theirs] = [organizations, reference].map(root => new X509Certificate(readFileSync(join(root, path))));
            assert.equal(ours?.subject, theirs?.subject, path);
            assert.equal(ours?.issuer, theirs?.issuer, path);
            assert.deepEqual(ours?.keyUsage, theirs?.keyUsage, path);
            assert.equal(ours?.ca, theirs?.ca, path);
        }
    }
});

test('every certificate is signed by its organisation\'s authority, valid now, and fits the key beside it', () => {
    const serials = new Set<string>();
    for (const path of files(organizations).filter(name => name.endsWith('-cert.pem') || name.endsWith('.crt'))) {
        const found = certificate(path);
        const domain = path.split('/')[1] ?? '';
        const authority = found.issuer.includes('CN=tlsca.') ? 'tlsca' : 'ca';
        const issuer = certificate(path.split('/')[0] ?? '', domain, authority, `${authority}.${domain}-cert.pem`);
        assert.ok(found.verify(issuer.publicKey), path);
        assert.ok(Date.parse(found.validFrom) < Date.now() - 60_000, path);
        const years = (Date.parse(found.validTo) - Date.now()) / YEAR_MS;
        assert.ok(Math.abs(years - (found.ca ? 15 : 10)) < 0.1, `${path} is valid for ${years} years`);
        assert.equal(found.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
        serials.add(found.serialNumber);
    }
    // 3 × (CA and TLS CA), and two certificates for each of 6 nodes and 5 people.
    assert.equal(serials.size, 6 + 2 * (6 + 5));

    for (const path of files(organizations).filter(name => name.endsWith('priv_sk') || name.endsWith('.key'))) {
        const text = readFileSync(join(organizations, path), 'utf8');
        assert.match(text, /^-----BEGIN PRIVATE KEY-----\n/, path);
        const dir = join(organizations, dirname(path));
        const beside = path.endsWith('.key') ? path.replace(/\.key$/, '.crt')
            : relative(organizations, existsSync(join(dir, '..', 'signcerts')) ? join(dir, '..', 'signcerts') : dir);
        const file = beside.endsWith('.crt') ? beside : join(beside, readdirSync(join(organizations, beside)).find(name => name.endsWith('.pem')) ?? '');
        assert.ok(certificate(file).checkPrivateKey(createPrivateKey(text)), path);
    }
});

test('node OUs and host names are what peers look at', () => {
    const unit = (...path: string[]): string | undefined => /^OU=(.*)$/m.exec(certificate(...path).subject)?.[1];
    assert.equal(unit(...user1, 'msp', 'signcerts', 'User1@org1.example.com-cert.pem'), 'client');
    assert.equal(unit(...org1, 'users', 'Admin@org1.example.com', 'msp', 'signcerts', 'Admin@org1.example.com-cert.pem'), 'admin');
    assert.equal(unit(...peer0, 'msp', 'signcerts', 'peer0.org1.example.com-cert.pem'), 'peer');
    const orderer = ['ordererOrganizations', 'example.com', 'orderers', 'orderer2.example.com'];
    assert.equal(unit(...orderer, 'msp', 'signcerts', 'orderer2.example.com-cert.pem'), 'orderer');

    const tls = certificate(...peer0, 'tls', 'server.crt');
    assert.equal(tls.checkHost('peer0.org1.example.com'), 'peer0.org1.example.com');
    assert.equal(tls.checkHost('localhost'), 'localhost');
    assert.equal(tls.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(tls.checkIP('::1'), '::1');
});

test('the connection profile names the peer, its address and its authority', () => {
    const profile = JSON.parse(readFileSync(join(organizations, ...org1, 'connection-org1.json'), 'utf8')) as {
        client: { organization: string };
        organizations: Record<string, unknown>;
        peers: Record<string, { url: string; tlsCACerts: { pem: string }; grpcOptions: Record<string, string> }>;
    };
    assert.equal(profile.client.organization, 'Org1');
    assert.deepEqual(profile.organizations['Org1'], {
        mspid: 'Org1MSP', peers: ['peer0.org1.example.com'], certificateAuthorities: ['ca.org1.example.com'],
    });
    const peer = profile.peers['peer0.org1.example.com'];
    assert.equal(peer?.url, 'grpcs://localhost:19051');
    assert.equal(peer.grpcOptions['ssl-target-name-override'], 'peer0.org1.example.com');
    assert.ok(certificate(...peer0, 'tls', 'server.crt').verify(new X509Certificate(peer.tlsCACerts.pem).publicKey));
});

test('made again it stays as it is; a lost file is an error, an unfinished making is not', async () => {
    const key = readFileSync(join(organizations, ...user1, 'msp', 'keystore', 'priv_sk'));
    mkdirSync(`${organizations}.unfinished/peerOrganizations`, { recursive: true });
    assert.equal(await ensureOrganizations(organizations, portsOf(12_000, 4), 12_000), false);
    assert.deepEqual(readFileSync(join(organizations, ...user1, 'msp', 'keystore', 'priv_sk')), key);

    const other = join(folder, 'other');
    mkdirSync(`${other}.unfinished/peerOrganizations/org1.example.com/ca`, { recursive: true });
    assert.equal(await ensureOrganizations(other, portsOf(0, 1), 0), true);
    assert.ok(!existsSync(`${other}.unfinished`));
    rmSync(join(other, ...peer0, 'tls', 'server.key'));
    await assert.rejects(ensureOrganizations(other, portsOf(0, 1), 0), (error: unknown) => {
        assert.ok(error instanceof NetworkError);
        assert.equal(error.code, 'ORGANIZATIONS_INCOMPLETE');
        assert.match(error.message, /server\.key is missing: keys cannot be made again/);
        return true;
    });
});

test('a twin has the same names and none of the trust', async () => {
    const twin = join(folder, 'twin');
    await createPeerOrganisation(twin, 'org1');
    const path = join(...user1, 'msp', 'signcerts', 'User1@org1.example.com-cert.pem');
    const impostor = new X509Certificate(readFileSync(join(twin, path)));
    assert.equal(impostor.subject, certificate(path).subject);
    assert.equal(impostor.issuer, certificate(path).issuer);
    assert.equal(impostor.verify(certificate(...org1, 'ca', 'ca.org1.example.com-cert.pem').publicKey), false);
});
