// Reads a chaincode's folder: is it built, are its dependencies there, what is its code.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { NetworkError } from '../network-error.js';

export interface ChaincodeSource {
    /** Absolute. */
    readonly dir: string;
    /** fabric-shim's command `fabric-chaincode-node`, the one that the chaincode itself depends on. */
    readonly shimCli: string;
    /** SHA-256 over the paths and contents of its files but for dependencies: what the chaincode does, short of them. */
    readonly digest: string;
    /** Files below META-INF, by their path with slashes; LevelDB ignores them, CouchDB makes indexes of them. */
    readonly metaInf: ReadonlyMap<string, Buffer>;
}

/** Neither code nor shipped: dependencies, tools' droppings, anything hidden. */
function isSkipped(name: string): boolean {
    return name === 'node_modules' || name.startsWith('.') || name.endsWith('.tsbuildinfo') || name.endsWith('.log') || name.endsWith('.tgz');
}

/** Links are followed, but for those that lead nowhere or back up: `above` are the folders on the way here. */
function filesBelow(dir: string, above: readonly string[] = []): string[] {
    const place = realpathSync(dir);
    if (above.includes(place)) return [];
    return readdirSync(dir)
        .filter(name => !isSkipped(name))
        .flatMap(name => {
            const path = join(dir, name);
            const found = statSync(path, { throwIfNoEntry: false });
            if (found?.isDirectory() === true) return filesBelow(path, [...above, place]);
            return found?.isFile() === true ? [path] : [];
        })
        .sort((left, right) => left < right ? -1 : 1);
}

function slashed(base: string, path: string): string {
    return relative(base, path).split(sep).join('/');
}

interface PackageJson {
    readonly main?: unknown;
    readonly scripts?: Readonly<Record<string, string>>;
}

function readPackageJson(dir: string): PackageJson {
    const file = join(dir, 'package.json');
    if (!existsSync(file)) {
        throw new NetworkError('CHAINCODE_NOT_FOUND', `${dir} holds no package.json: give the folder of a Node chaincode`, { dir });
    }
    try {
        return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
    } catch (cause) {
        throw new NetworkError('CHAINCODE_NOT_FOUND', `${file} is not JSON: ${(cause as Error).message}`, { dir }, { cause });
    }
}

function requireMain(dir: string, { main, scripts }: PackageJson): void {
    if (typeof main !== 'string' || main === '') {
        throw new NetworkError('CHAINCODE_NOT_FOUND', `package.json of ${dir} has no "main", which must name the module that exports the contracts`, { dir });
    }
    // As Node resolves it: main may lack its extension or name a folder.
    const candidates = [main, `${main}.js`, `${main}.cjs`, join(main, 'index.js')].map(path => join(dir, path));
    if (candidates.some(path => existsSync(path) && statSync(path).isFile())) return;
    const how = scripts?.['build'] === undefined ? 'build it' : 'run `npm run build` there';
    throw new NetworkError('CHAINCODE_NOT_BUILT', `${join(dir, main)}, the "main" of the chaincode, is not there: ${how}`, { dir, main });
}

function requireShim(dir: string): string {
    try {
        // Through package.json, which every version lets be resolved; by Node's rules, so a workspace's dependencies count.
        const shim = dirname(createRequire(join(dir, 'package.json')).resolve('fabric-shim/package.json'));
        return join(shim, 'cli.js');
    } catch (cause) {
        throw new NetworkError('CHAINCODE_DEPENDENCIES_MISSING', `fabric-shim is not installed for ${dir}: run \`npm install\` there`, { dir }, { cause });
    }
}

/** @throws NetworkError CHAINCODE_NOT_FOUND, CHAINCODE_NOT_BUILT, CHAINCODE_DEPENDENCIES_MISSING */
export function readChaincodeSource(chaincodeDir: string): ChaincodeSource {
    const dir = resolve(chaincodeDir);
    const packageJson = readPackageJson(dir);
    const shimCli = requireShim(dir);
    requireMain(dir, packageJson);
    const hash = createHash('sha256');
    const metaInf = new Map<string, Buffer>();
    for (const file of filesBelow(dir)) {
        const content = readFileSync(file);
        const path = slashed(dir, file);
        hash.update(`${path}\0${content.length}\0`).update(content);
        if (path.startsWith('META-INF/')) metaInf.set(path, content);
    }
    return { dir, shimCli, digest: hash.digest('hex'), metaInf };
}
