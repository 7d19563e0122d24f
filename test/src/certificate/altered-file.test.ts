// A file that was changed anywhere is refused, and one that is no certificate at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serialiseCertificate, verifyCertificate, withhold } from '@carnet/client';
import fc from 'fast-check';
import { refusalOf } from '../client/refusal.js';
import { gatherMaterial, type Material } from './material.js';
import { refusedAs } from './refused.js';

fc.configureGlobal({ seed: 20_262 });

let material: Material;
let text: string;
before(async () => {
    material = await gatherMaterial();
    text = serialiseCertificate(material.certificate);
});
after(async () => material.trade.close());

test('any changed character is refused', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...Array.from('0aZ"/=,:{} \n\\\u00e9')), async (at, character) => {
        fc.pre(text[at] !== character);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        assert.match((await refusalOf(verifyCertificate(changed, material.roots))).code, /^PROOF_/);
    }), { numRuns: 400 });
});

test('any flipped bit is refused, also in a share', async () => {
    const share = Buffer.from(serialiseCertificate(withhold(material.certificate, { entries: [2], groups: ['writer'] })));
    await fc.assert(fc.asyncProperty(fc.nat(share.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Uint8Array.from(share);
        changed[at] = (changed[at] ?? 0) ^ 1 << bit;
        assert.match((await refusalOf(verifyCertificate(changed, material.roots))).code, /^PROOF_/);
    }), { numRuns: 400 });
});

test('any character left out or put in is refused; only the line end may be missing', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(text.length - 2), fc.boolean(), async (at, leaveOut) => {
        const changed = leaveOut ? text.slice(0, at) + text.slice(at + 1) : `${text.slice(0, at)} ${text.slice(at)}`;
        assert.match((await refusalOf(verifyCertificate(changed, material.roots))).code, /^PROOF_/);
    }), { numRuns: 200 });
    await verifyCertificate(text.trimEnd(), material.roots);
    assert.equal(await refusedAs(`${text}\n`, material.roots), 'PROOF_MALFORMED');
});

test('what is no certificate is refused by what is wrong with it', async () => {
    const { certificate, roots } = material;
    const cases: readonly (readonly [string | Uint8Array, string])[] = [
        ['', 'PROOF_MALFORMED'], ['[]', 'PROOF_MALFORMED'], ['null', 'PROOF_MALFORMED'], ['{"a":1,"a":1}', 'PROOF_MALFORMED'],
        [`\ufeff${text}`, 'PROOF_MALFORMED'], [Uint8Array.of(0xff, 0xfe), 'PROOF_MALFORMED'], ['[1e400]', 'PROOF_MALFORMED'],
        [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'PROOF_MALFORMED'], ['{"format":"carnet-certificate"}', 'PROOF_VERSION_UNKNOWN'],
        [JSON.stringify(certificate, null, 2), 'PROOF_MALFORMED'],
        [serialiseCertificate({ ...certificate, v: 2 } as never), 'PROOF_VERSION_UNKNOWN'],
        [serialiseCertificate({ ...certificate, note: 'x' } as never), 'PROOF_MALFORMED'],
        [serialiseCertificate({ ...certificate, entries: undefined } as never), 'PROOF_MALFORMED'],
        [' '.repeat(64 * 1024 * 1024 + 1), 'PROOF_TOO_LARGE'],
        [serialiseCertificate({ ...certificate, signed: { ...certificate.signed, channelHeader: 'AAB=' } }), 'PROOF_MALFORMED'],
        [serialiseCertificate({ ...certificate, signed: { ...certificate.signed, channelHeader: '/w==' } }), 'PROOF_SIGNED_PART_MALFORMED'],
        [serialiseCertificate({ ...certificate, signed: { ...certificate.signed, responsePayload: 'CgU=' } }), 'PROOF_SIGNED_PART_MALFORMED'],
    ];
    for (const [file, code] of cases) assert.equal(await refusedAs(file, roots), code, String(file).slice(0, 60));
    const { details } = await refusalOf(verifyCertificate(serialiseCertificate({ ...certificate, note: 'x' } as never), roots));
    assert.equal(details['field'], 'certificate.note');
});
