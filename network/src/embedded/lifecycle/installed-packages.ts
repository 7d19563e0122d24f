// Which package of which chaincode an organisation's peer has, and where its process listens: the peer's own knowledge, not the channel's.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface InstalledPackage {
    /** `label:sha256`, the name under which the process registers. */
    readonly packageId: string;
    /** host:port of the chaincode server, without TLS. */
    readonly address: string;
}

/** Packages by MSP id and chaincode name, kept in a JSON file that is replaced as a whole. */
export class InstalledPackages {
    readonly #path: string | undefined;
    readonly #packages: Record<string, Record<string, InstalledPackage>>;

    /** @param path absent: nothing is kept on disk. */
    constructor(path?: string) {
        this.#path = path;
        this.#packages = path !== undefined && existsSync(path)
            ? JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, InstalledPackage>> : {};
    }

    get(mspId: string, chaincode: string): InstalledPackage | undefined {
        return this.#packages[mspId]?.[chaincode];
    }

    install(mspId: string, chaincode: string, installed: InstalledPackage): void {
        (this.#packages[mspId] ??= {})[chaincode] = installed;
        if (this.#path === undefined) return;
        writeFileSync(this.#path + '.new', JSON.stringify(this.#packages, undefined, 2));
        renameSync(this.#path + '.new', this.#path);
    }
}
