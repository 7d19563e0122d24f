// What the chaincode spares each call of the framework's work: certificates are parsed once, arguments are not checked against their schema.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { CertificateAuthority } from '@carnet/network/dist/identities/certificate-authority.js';
import { CHAINCODE_DIR } from './trade.js';

const require = createRequire(import.meta.url);
require(CHAINCODE_DIR);
const fromShim = createRequire(createRequire(join(CHAINCODE_DIR, 'package.json')).resolve('fabric-shim'));
const { Certificate } = fromShim('@fidm/x509') as { Certificate: { fromPEM(pem: string): { readonly subject: { readonly commonName: string } } } };
const DataMarshall = fromShim('./lib/contract-spi/datamarshall.js') as new (name: string, serializers: object, components: object) => {
    handleParameters(fn: object, parameters: readonly Buffer[], prefix: string): unknown[];
};

test('a certificate is parsed once, each by its own text; what is none is refused each time', async () => {
    const authority = await CertificateAuthority.create('ca', 'org.example.com');
    const [alice, bob] = await Promise.all(['alice', 'bob'].map(async commonName => (await authority.issue({ commonName, unit: 'client' })).certificate));
    assert.ok(alice !== undefined && bob !== undefined);
    const first = Certificate.fromPEM(alice);
    assert.equal(Certificate.fromPEM(alice), first);
    assert.deepEqual([first.subject.commonName, Certificate.fromPEM(bob).subject.commonName], ['alice', 'bob']);
    for (let time = 0; time < 2; time++) assert.throws(() => Certificate.fromPEM(alice.replaceAll('M', '-')));
});

test('arguments of contracts are handed on as bytes, whatever they are; those of the framework\'s own functions are not touched', () => {
    const marshall = new DataMarshall('bytes', { bytes: class { fromBuffer(): never { throw new Error('checked'); } } }, {});
    const [argument] = marshall.handleParameters({ parameters: [{ schema: { type: 'string' } }] }, [Buffer.from([0xff])], '');
    assert.deepEqual((argument as { bytes: Uint8Array }).bytes, Buffer.from([0xff]));
    assert.deepEqual(marshall.handleParameters({}, [Buffer.from('text')], ''), ['text']);
});
