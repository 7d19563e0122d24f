// Documents on the network in one process: people with keys, manifests with sealed shares, and what each of them does, in one line each.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
    documentPolicyHash, encryptionKeyText, grantContext, manifestHash, manifestText, openingText, sectionLeaf, sha256Hex, shareCommitment,
    shareContext, shareName, treeRoot,
    type ApprovalRequest, type Caller, type DocumentPolicy, type EncryptionKeyRequest, type KeyGroup, type Manifest, type OpeningRequest,
    type ParsedFailure, type Person, type PublicSection, type SealedSection, type ShareAcknowledgement, type SigningRequest,
} from '@carnet/domain';
import type { CallOptions, InProcessUser } from '../in-process/network.js';
import { refusalIn, Trade, type Done } from '../chaincode/trade.js';
import { newPair, sealTo, type ReaderPair } from './hpke-seal.js';

export interface Human {
    readonly name: string;
    readonly user: InProcessUser;
    readonly person: Person;
    /** Encryption key, registered under the id `k1`. */
    readonly pair: ReaderPair;
}

/** A manifest with what is sent beside it. */
export interface Paper {
    readonly manifest: Manifest;
    /** The only one, `g1`. */
    readonly group: KeyGroup;
    readonly contents: Readonly<Record<string, string>>;
    /** By share name. */
    readonly shares: Readonly<Record<string, string>>;
    /** In clear, by share name. */
    readonly plain: Readonly<Record<string, string>>;
}

export interface PaperOptions {
    readonly docId: string;
    readonly author: Human;
    readonly holders: readonly Human[];
    readonly k?: number;
    readonly tree?: NonNullable<KeyGroup['tree']>;
    readonly policy?: Partial<DocumentPolicy>;
    readonly requesters?: readonly Human[];
    /** For the version that follows this manifest; the group is dealt anew unless `keep`. */
    readonly after?: Manifest;
    readonly keep?: boolean;
    /** Deals the same key anew. */
    readonly reshare?: boolean;
    readonly changes?: Partial<Manifest>;
}

export function hashOfBytes(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('hex');
}

export function signatureOf({ user }: Human, text: string): string {
    return Buffer.from(user.signer.sign(Buffer.from(text, 'utf8'))).toString('base64');
}

/** The text of a share, different for each. */
export function shareText(docId: string, epoch: number, index: number): string {
    return sha256Hex(`${docId} ${epoch} ${index}`);
}

function sameKey(after: Manifest | undefined): Pick<KeyGroup, 'keyEpoch' | 'keyCommitment' | 'policyHash'> {
    const group = after?.groups['g1'];
    assert.ok(group);
    const { keyEpoch, keyCommitment, policyHash } = group;
    return { keyEpoch, keyCommitment, policyHash };
}

/** Two sections: what everybody may read, and what takes the consent of the group `g1`. */
export async function paper(options: PaperOptions): Promise<Paper> {
    const { docId, author, holders, k = 2, tree, after, keep = false, reshare = false } = options;
    const version = (after?.version ?? 0) + 1;
    const policy: DocumentPolicy = {
        parties: [author.person], requesters: (options.requesters ?? []).map(({ person }) => person), amend: { k: 1, of: [author.person] },
        release: { events: [], delaySeconds: 0, veto: [] }, ...options.policy,
    };
    const shown = Buffer.from('Sale of a car');
    const sealed = Buffer.from(`ciphertext of version ${version}, as long as one`);
    const salt = sha256Hex(`salt of ${docId}`);
    const open: PublicSection = {
        path: '/subject', mediaType: 'text/plain', visibility: 'public', salt,
        leaf: sectionLeaf({ docId, path: '/subject', mediaType: 'text/plain', contentHash: hashOfBytes(shown), salt }),
        content: { length: shown.length, hash: hashOfBytes(shown), at: 'inline' },
    };
    const hidden: SealedSection = {
        path: '/price', mediaType: 'application/json', visibility: 'sealed', length: 4, group: 'g1',
        leaf: sectionLeaf({ docId, path: '/price', mediaType: 'application/json', contentHash: sha256Hex('8000'), salt: sha256Hex('hidden') }),
        ciphertext: { length: sealed.length, hash: hashOfBytes(sealed), at: 'inline', format: 'c2sp-chunked-aes-256-gcm' },
        wrappedKey: Buffer.alloc(60, version).toString('base64'),
    };
    const plain = Object.fromEntries(holders.map((_, place) => [shareName('g1', place + 1), shareText(docId, version, place + 1)]));
    const kept = keep ? after?.groups['g1'] : undefined;
    const group: KeyGroup = kept ?? {
        epoch: version, keyEpoch: version, policyHash: documentPolicyHash(policy), scheme: 'shamir-gf256', k: tree?.k ?? k,
        keyCommitment: sha256Hex(`key ${docId} ${version}`),
        holders: holders.map(({ person }, place) => ({
            index: place + 1, identity: person, keyId: 'k1',
            shareCommitment: shareCommitment({ docId, group: 'g1', epoch: version, index: place + 1 }, plain[shareName('g1', place + 1)] ?? ''),
        })),
        ...tree === undefined ? {} : { tree },
        ...reshare ? sameKey(after) : {},
    };
    const sections: Manifest['sections'] = after !== undefined && (keep || reshare) ? after.sections : [open, hidden];
    const manifest: Manifest = {
        v: 1, docId, version, previous: after === undefined ? null : manifestHash(after), type: 'contract', title: 'Sale', author: author.person,
        created: '2026-11-21T12:00:00.000Z', sections, groups: { g1: group }, policy, root: treeRoot(sections.map(({ leaf }) => leaf)), ...options.changes,
    };
    const shares: Record<string, string> = {};
    if (kept === undefined) {
        for (const [place, holder] of holders.entries()) {
            const name = shareName('g1', place + 1);
            shares[name] = await sealTo(holder.pair.publicKey, plain[name] ?? '', shareContext({ docId, group: 'g1', epoch: version, index: place + 1 }, 'k1', group));
        }
    }
    // What the version before has put on the ledger is not sent again.
    const contents = {
        ...after === undefined ? { [hashOfBytes(shown)]: shown.toString('base64') } : {},
        ...sections.includes(hidden) ? { [hashOfBytes(sealed)]: sealed.toString('base64') } : {},
    };
    return { manifest, group, contents, shares, plain };
}

export class Papers {
    #requests = 0;

    private constructor(readonly trade: Trade, readonly people: ReadonlyMap<string, Human>) {}

    /** A founded consortium and people with a role and a registered encryption key, by name and organisation. */
    static async open(people: Readonly<Record<string, 'org1' | 'org2'>>): Promise<Papers> {
        return Papers.on(await Trade.founded(), people);
    }

    /** The same in a consortium that is founded already. */
    static async on(trade: Trade, people: Readonly<Record<string, 'org1' | 'org2'>>): Promise<Papers> {
        const known = new Map<string, Human>();
        for (const [name, org] of Object.entries(people)) {
            const user = await trade.issued(org, name, 'dealer');
            const { mspId, publicKeyHash } = await trade.evaluate(user, 'Membership:WhoAmI') as Caller;
            const human: Human = { name, user, person: { mspId, publicKeyHash }, pair: await newPair() };
            known.set(name, human);
            await trade.submit(user, 'SharedDocument:RegisterEncryptionKey', JSON.stringify(keyRequest(human)));
        }
        return new Papers(trade, known);
    }

    human(name: string): Human {
        const human = this.people.get(name);
        assert.ok(human, name);
        return human;
    }

    humans(...names: readonly string[]): readonly Human[] {
        return names.map(name => this.human(name));
    }

    async submit(human: Human, name: string, argument: unknown, transient: CallOptions['transient'] = {}, options: CallOptions = {}): Promise<Done> {
        return this.trade.submitWith(human.user, { ...options, transient }, `SharedDocument:${name}`, ...argumentsOf(argument));
    }

    async evaluate(human: Human, name: string, ...args: readonly string[]): Promise<unknown> {
        return this.trade.evaluate(human.user, `SharedDocument:${name}`, ...args);
    }

    /** The refusal of a call that must not succeed. */
    async refused(human: Human, name: string, argument: unknown, transient: CallOptions['transient'] = {}, options: CallOptions = {}): Promise<ParsedFailure> {
        try {
            await this.trade.network.endorse(human.user, `SharedDocument:${name}`, argumentsOf(argument), { ...options, transient });
        } catch (error) {
            return refusalIn(error);
        }
        return assert.fail(`${name} succeeded although it should be refused`);
    }

    async create(by: Human, { manifest, contents, shares }: Paper): Promise<Done> {
        return this.submit(by, 'CreateDocument', [manifest, contents], transientOf(shares));
    }

    async change(by: Human, kind: 'AmendDocument' | 'RotateGroup' | 'ReshareGroup', { manifest, contents, shares }: Paper): Promise<Done> {
        return this.submit(by, kind, kind === 'ReshareGroup' ? [manifest] : [manifest, contents], transientOf(shares));
    }

    async acknowledge(made: Paper, holders: readonly Human[]): Promise<void> {
        for (const [place, holder] of holders.entries()) await this.submit(holder, 'AcknowledgeShare', acknowledgementOf(made, place + 1));
    }

    async sign(by: Human, { manifest }: Pick<Paper, 'manifest'>): Promise<Done> {
        return this.submit(by, 'SignDocument', signingOf(by, manifest));
    }

    /** A document in force. */
    async inForce(options: PaperOptions): Promise<Paper> {
        const made = await paper(options);
        await this.create(options.author, made);
        await this.acknowledge(made, options.holders);
        await this.sign(options.author, made);
        return made;
    }

    /** A request by this person, not sent yet. */
    async question(by: Human, { manifest }: Pick<Paper, 'manifest'>, changes: Partial<OpeningRequest> = {}): Promise<Question> {
        this.#requests += 1;
        return questionOf(by, manifest, { requestId: `request-${this.#requests}`, ...changes });
    }

    async close(): Promise<void> {
        await this.trade.close();
    }
}

/** What the holder of a share says who has read this manifest and opened this message. */
export function acknowledgementOf({ manifest, group: { epoch }, shares }: Pick<Paper, 'manifest' | 'group' | 'shares'>, index: number): ShareAcknowledgement {
    const message = Buffer.from(shares[shareName('g1', index)] ?? '', 'base64');
    return { docId: manifest.docId, group: 'g1', epoch, index, manifestHash: manifestHash(manifest), messageHash: hashOfBytes(message) };
}

/** What somebody asks, with the private reader keys by share name; for an hour, unless something else is said. */
export async function questionOf(by: Human, manifest: Manifest, changes: Partial<OpeningRequest> = {}): Promise<Question> {
    const keys: Record<string, ReaderPair> = {};
    for (const { index } of manifest.groups['g1']?.holders ?? []) keys[shareName('g1', index)] = await newPair();
    const request: OpeningRequest = {
        v: 1, requestId: 'request', docId: manifest.docId, version: manifest.version, manifestHash: manifestHash(manifest),
        requester: by.person, groups: ['g1'], sections: ['/price'], purpose: 'tax audit of 2026',
        readerKeys: Object.fromEntries(Object.entries(keys).map(([name, { publicKey }]) => [name, publicKey])),
        created: '2026-11-21T12:00:00.000Z', expires: new Date(Date.now() + 3_600_000).toISOString(), ...changes,
    };
    return { request, keys, submission: { request, signature: signatureOf(by, openingText(request)) }, requestHash: sha256Hex(openingText(request)) };
}

export interface Question {
    readonly request: OpeningRequest;
    readonly keys: Readonly<Record<string, ReaderPair>>;
    readonly submission: { readonly request: OpeningRequest; readonly signature: string };
    readonly requestHash: string;
}

export function signingOf(by: Human, manifest: Manifest): SigningRequest {
    const signed = { docId: manifest.docId, version: manifest.version, manifestHash: manifestHash(manifest) };
    return { ...signed, signature: signatureOf(by, manifestText(signed)) };
}

/** Seals what a holder grants to the reader key of a request for him; his share, unless another text is given. */
export async function grantOf({ manifest, plain }: Paper, question: Question, index: number, text?: string): Promise<string> {
    const name = shareName('g1', index);
    const binding = { docId: manifest.docId, group: 'g1', epoch: manifest.groups['g1']?.epoch ?? 0, index };
    return sealTo(question.keys[name]?.publicKey ?? '', text ?? plain[name] ?? '', grantContext(binding, question.requestHash));
}

/** What a holder answers with. */
export function answerTo({ request: { docId, requestId }, requestHash }: Question, index: number): ApprovalRequest {
    return { docId, requestId, group: 'g1', index, requestHash };
}

export function keyRequest(human: Human, keyId = 'k1'): EncryptionKeyRequest {
    const key = { keyId, algorithm: 'X25519', publicKey: human.pair.publicKey } as const;
    return { ...key, signature: signatureOf(human, encryptionKeyText(human.person, key)) };
}

export function transientOf(shares: Readonly<Record<string, string>>): Record<string, string> {
    return Object.keys(shares).length === 0 ? {} : { shares: JSON.stringify(shares) };
}

/** A text is sent as it is, a list as several arguments, anything else as JSON. */
function argumentsOf(argument: unknown): string[] {
    return (Array.isArray(argument) ? argument as unknown[] : [argument]).map(one => typeof one === 'string' ? one : JSON.stringify(one));
}
