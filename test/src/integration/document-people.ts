// The people of documents on a network of our own: each with a certificate, an encryption key of his own, and that key registered.
import { join } from 'node:path';
import { connect, readRoots, type Carnet, type ConnectOptions, type Roots } from '@carnet/client';
import { newEncryptionKey, type EncryptionKeyPair } from '@carnet/client/dist/secrets/encryption-keys.js';
import type { NewHolder } from '@carnet/client/dist/documents/sealing/draft.js';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import type { Charter, DocumentPolicy, Person } from '@carnet/domain';
import { Shared } from '../shared.js';
import { CARNET, startTestNetwork, type TestNetwork } from '../test-network.js';
import type { OrgName } from './members.js';

const CHARTER: Charter = {
    name: 'Documents of two companies',
    organisations: [
        { mspId: 'Org1MSP', name: 'Dealer', capabilities: ['dealer'] },
        { mspId: 'Org2MSP', name: 'Authority', capabilities: ['authority'] },
    ],
};

/** What a peer says that is a block behind the one which saw the last call through. */
const NOT_YET = [
    'CHARTER_NOT_FOUND', 'CONSORTIUM_NOT_FOUNDED', 'ENCRYPTION_KEY_NOT_FOUND', 'DOCUMENT_NOT_FOUND', 'VERSION_NOT_FOUND', 'OPENING_NOT_FOUND', 'NOT_IN_FORCE',
    'SHARE_UNAVAILABLE', 'SHARE_NOT_FOUND', 'NOT_A_MEMBER',
];

/** Two companies have a peer each, and one may be a block behind: while it says so it is asked again, for at most a minute. */
export function onceThere<T>(call: () => Promise<T>, ...further: readonly string[]): Promise<T> {
    return onceSeen(new Set([...NOT_YET, ...further]), call);
}

export interface DocumentPerson {
    readonly carnet: Carnet;
    readonly org: OrgName;
    readonly name: string;
    readonly person: Person;
    readonly key: EncryptionKeyPair;
    readonly holder: NewHolder;
    /** Of the organisations of the network. */
    readonly roots: Roots;
}

export class DocumentNetwork {
    readonly #open: Carnet[] = [];
    readonly #admins = new Map<OrgName, Carnet>();
    #people = 0;
    readonly roots: Roots;

    private constructor(readonly own: TestNetwork) {
        this.roots = readRoots(join(own.network.dir, 'organizations'));
    }

    static async start(): Promise<DocumentNetwork> {
        const documents = new DocumentNetwork(await startTestNetwork({ chaincodes: [CARNET] }));
        try {
            const [dealer, authority] = [await documents.#connect('org1', 'Admin'), await documents.#connect('org2', 'Admin')];
            const { charterHash } = await dealer.membership.found(CHARTER);
            await onceThere(() => authority.membership.accept(charterHash));
            documents.#admins.set('org1', dealer).set('org2', authority);
            return documents;
        } catch (error) {
            await documents.stop();
            throw error;
        }
    }

    async #connect(org: OrgName, name: string, options: Pick<ConnectOptions, 'journal' | 'retry'> = {}): Promise<Carnet> {
        const carnet = await connect({ env: this.own.network.environment(org, name), ...options });
        this.#open.push(carnet);
        return carnet;
    }

    /** Somebody new, with an encryption key on the ledger. */
    async person(org: OrgName, options: Pick<ConnectOptions, 'journal' | 'retry'> = {}): Promise<DocumentPerson> {
        const name = `person-${++this.#people}`;
        await this.own.network.issueIdentity({ org, name });
        const carnet = await this.#connect(org, name, options);
        const key = newEncryptionKey();
        const { owner: person, keyId } = await onceThere(() => carnet.documents.registerKey({ keyId: 'main', publicKey: Buffer.from(key.publicKey).toString('base64') }));
        return { carnet, org, name, person, key, holder: { identity: person, keyId }, roots: this.roots };
    }

    /** Somebody new, with a certificate and no more: as who holds a new key is before he takes over a lost one. */
    async newcomer(org: OrgName): Promise<Pick<DocumentPerson, 'carnet' | 'org' | 'name' | 'person' | 'roots'>> {
        const name = `person-${++this.#people}`;
        await this.own.network.issueIdentity({ org, name });
        const carnet = await this.#connect(org, name);
        const { mspId, publicKeyHash } = await carnet.membership.whoAmI();
        return { carnet, org, name, person: { mspId, publicKeyHash }, roots: this.roots };
    }

    /** Whoever makes documents needs a role; holders, parties and requesters do not. */
    async author(org: OrgName): Promise<DocumentPerson> {
        const author = await this.person(org);
        const { identity } = await author.carnet.membership.whoAmI();
        await onceThere(async () => this.#admins.get(org)?.membership.grant({ identity, roles: [org === 'org1' ? 'dealer' : 'authority'] }));
        return author;
    }

    people(...organisations: readonly OrgName[]): Promise<DocumentPerson[]> {
        return Promise.all(organisations.map(org => this.person(org)));
    }

    async stop(): Promise<void> {
        for (const carnet of this.#open) carnet.close();
        await this.own.stop();
    }
}

/** The one of this process, for files that do not mind each other's documents. */
export const sharedDocuments = new Shared(() => DocumentNetwork.start(), documents => documents.stop());

/** Nothing is asked for beside the consent of the holders. */
export function policyOf(parties: readonly DocumentPerson[], requesters: readonly DocumentPerson[], release: Partial<DocumentPolicy['release']> = {}): DocumentPolicy {
    const people = parties.map(({ person }) => person);
    return {
        parties: people, requesters: requesters.map(({ person }) => person), amend: { k: people.length, of: people },
        release: { events: [], delaySeconds: 0, veto: [], ...release },
    };
}

/** All holders acknowledge, and all parties sign: the newest version is in force. */
export async function putInForce(docId: string, holders: readonly DocumentPerson[], parties: readonly DocumentPerson[]): Promise<void> {
    for (const { carnet, key } of holders) await onceThere(() => carnet.documents.acknowledge(docId, key));
    for (const { carnet } of parties) {
        const { version } = await onceThere(() => carnet.documents.read(docId));
        const { missing } = await onceThere(() => carnet.documents.sign(docId, version.manifestHash), 'VERSION_CONFLICT');
        // A peer that has not seen the last acknowledgement does not put the version in force: sign again.
        for (let left = 50; left > 0 && missing.parties.length === 0 && (await carnet.documents.read(docId)).version.status === 'DRAFT'; left--) {
            await carnet.documents.sign(docId, version.manifestHash);
        }
    }
}

/** All who are named agree to the request. */
export async function approveAll(docId: string, requestId: string, holders: readonly DocumentPerson[]): Promise<void> {
    for (const { carnet, key, roots } of holders) {
        await onceThere(async () => carnet.documents.approve(await carnet.documents.review(docId, requestId), key, { roots }));
    }
}

/** In an hour. */
export const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();
