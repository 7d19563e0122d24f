// `@carnet/client/verify` is loaded by a page: nothing that it imports, however far away, is of Node or talks to a network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, resolve } from 'node:path';
import { test } from 'node:test';

/** Packages that the verifier may use. */
const ALLOWED = ['@carnet/domain', '@carnet/domain/failure', '@peculiar/asn1-schema', '@peculiar/asn1-x509'];

function importsOf(file: string, seen: Set<string>): void {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'/g)) {
        if (name.startsWith('.')) importsOf(resolve(dirname(file), name), seen);
        else assert.ok(ALLOWED.includes(name), `${file} imports ${name}`);
    }
}

test('it imports the domain and the readers of X.509, and nothing else', () => {
    const entry = fileURLToPath(import.meta.resolve('@carnet/client/verify'));
    const seen = new Set<string>();
    importsOf(entry, seen);
    assert.ok(seen.size > 10 && [...seen].some(file => file.endsWith('x509.js')));
    const { dependencies } = createRequire(entry)('@carnet/domain/package.json') as { dependencies: object };
    assert.deepEqual(Object.keys(dependencies), ['@noble/hashes']);
});
