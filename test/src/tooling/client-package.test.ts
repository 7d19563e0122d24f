// The client library as a program outside this project has it: from the packed files, with the packages that they declare and no others.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { serialiseCertificate } from '@carnet/client';
import { gatherMaterial } from '../certificate/material.js';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '..', '..', '..');

/** What the README tells to pack. */
const PACKAGES = ['@carnet/domain', '@carnet/client'];

const PROGRAM = `
import { readFileSync } from 'node:fs';
import { CarnetError, connect, verifyCertificate } from '@carnet/client';
import { verifyCertificate as inBrowsers } from '@carnet/client/verify';
import { buyerReport } from '@carnet/client/report';
import { checkVin } from '@carnet/domain';

const [, , certificate, roots] = process.argv;
const proof = await verifyCertificate(readFileSync(certificate), JSON.parse(readFileSync(roots, 'utf8')));
const refused = await connect({ env: {} }).catch(error => error instanceof CarnetError ? error.code : 'another class');
console.log(JSON.stringify([
    checkVin(' vf1jz0j0h48812345 ').vin, proof.entries.length, proof.signers.map(({ mspId }) => mspId), refused,
    inBrowsers === verifyCertificate, typeof buyerReport,
]));
`;

let folder: string;
let files: readonly string[];

/** As an installation leaves it: a package's own files, and links to what it declares. The links lead to where theirs are found in turn. */
async function install(modules: string, tarball: string): Promise<void> {
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    await run('tar', ['-xzf', tarball, '-C', unpacked]);
    const { name, dependencies } = JSON.parse(readFileSync(join(unpacked, 'package', 'package.json'), 'utf8')) as {
        readonly name: string; readonly dependencies: Readonly<Record<string, string>>;
    };
    mkdirSync(join(modules, dirname(name)), { recursive: true });
    await run('mv', [join(unpacked, 'package'), join(modules, name)]);
    rmSync(unpacked, { recursive: true });
    for (const declared of Object.keys(dependencies).filter(dependency => !PACKAGES.includes(dependency))) {
        const link = join(modules, declared);
        if (existsSync(link)) continue;
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(repository, 'node_modules', declared), link);
    }
}

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-client-'));
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...PACKAGES.flatMap(name => ['-w', name])], {
        cwd: repository, maxBuffer: 16 * 1024 * 1024,
    });
    const packed = JSON.parse(stdout) as readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[];
    files = packed.flatMap(({ files }) => files.map(({ path }) => path));
    for (const { filename } of packed) await install(join(folder, 'node_modules'), join(folder, filename));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the packages hold what was built, and neither sources nor tests', () => {
    assert.ok(files.includes('bin/carnet.js'));
    const others = files.filter(path => !/^(?:bin\/carnet\.js|package\.json|dist\/.+\.(?:js|d\.ts))$/.test(path));
    assert.deepEqual(others, []);
});

test('a program outside verifies a VIN and a certificate with them, and so does the command', async () => {
    const { certificate, roots, trade } = await gatherMaterial();
    const [program, proof, authorities] = ['program.mjs', 'car.carnet.json', 'roots.json'].map(name => join(folder, name)) as [string, string, string];
    writeFileSync(program, PROGRAM);
    writeFileSync(proof, serialiseCertificate(certificate));
    writeFileSync(authorities, JSON.stringify(roots));
    const { stdout } = await run(process.execPath, [program, proof, authorities], { cwd: folder });
    assert.deepEqual(JSON.parse(stdout), ['VF1JZ0J0H48812345', certificate.entries.length, ['Org1MSP', 'Org2MSP'], 'SETTING_MISSING', true, 'function']);
    const command = join(folder, 'node_modules', '@carnet', 'client', 'bin', 'carnet.js');
    const said = await run(process.execPath, [command, 'vehicle', 'verify', proof, '--roots', trade.network.organizations, '--json'], { cwd: folder });
    const { signers } = JSON.parse(said.stdout) as { readonly signers: readonly { readonly mspId: string }[] };
    assert.deepEqual(signers.map(({ mspId }) => mspId), ['Org1MSP', 'Org2MSP']);
});
