// Reads a common connection profile (connection-org1.json): the gateway API takes none, dealers have one.
import { CarnetError } from '../errors/carnet-error.js';
import { readTextFile } from '../identity/files.js';
import type { ConnectionProfile } from './options.js';

export interface ProfilePeer {
    readonly endpoint: string;
    readonly hostAlias: string | undefined;
    readonly tlsCa: string | undefined;
}

export interface ProfileSettings {
    /** The one that was named; or those of the client's organisation, in their order. */
    readonly peers: readonly [ProfilePeer, ...ProfilePeer[]];
    readonly mspId: string | undefined;
    /** The profile's file, or 'the option profile'. */
    readonly origin: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class ProfileReader {
    constructor(private readonly origin: string) {}

    refuse(sentence: string, field: string): CarnetError {
        return new CarnetError('PROFILE_INVALID', `${this.origin}: ${sentence}`, { details: { origin: this.origin, field } });
    }

    parse(text: string): unknown {
        try {
            return JSON.parse(text);
        } catch (cause) {
            throw this.refuse('this is not JSON.', '').with({ cause });
        }
    }

    object(parent: unknown, name: string, field: string): Readonly<Record<string, unknown>> {
        const value = isRecord(parent) ? parent[name] : undefined;
        if (!isRecord(value)) throw this.refuse(`the object ${field} is missing.`, field);
        return value;
    }

    optionalText(parent: unknown, name: string, field: string): string | undefined {
        const value = isRecord(parent) ? parent[name] : undefined;
        if (value === undefined || (typeof value === 'string' && value !== '')) return value;
        throw this.refuse(`${field} is not a text.`, field);
    }

    /** `tlsCACerts.pem` is one text in test-network's profiles and a list in others; `path` names a file. */
    tlsCa(peer: unknown, field: string): string | undefined {
        if (!isRecord(peer) || peer['tlsCACerts'] === undefined) return undefined;
        const certificates = this.object(peer, 'tlsCACerts', `${field}.tlsCACerts`);
        const { pem, path } = certificates;
        if (typeof pem === 'string') return pem;
        if (Array.isArray(pem) && pem.length > 0 && pem.every(one => typeof one === 'string')) return pem.join('\n');
        if (typeof path === 'string') return readTextFile(path, 'The TLS CA of the connection profile', true);
        throw this.refuse(`${field}.tlsCACerts has neither pem nor path.`, `${field}.tlsCACerts`);
    }
}

/** Of a profile that does not say whose peers they are, the first alone: the others may be another organisation's. */
function choosePeers(reader: ProfileReader, profile: unknown, organisation: unknown, wanted: string | undefined): [unknown, ...unknown[]] {
    if (wanted !== undefined) return [wanted];
    if (!isRecord(organisation) || !Array.isArray(organisation['peers'])) return [Object.keys(reader.object(profile, 'peers', 'peers'))[0]];
    const [first, ...others] = organisation['peers'] as unknown[];
    return [first, ...others];
}

function readPeer(reader: ProfileReader, profile: unknown, name: unknown): ProfilePeer {
    if (typeof name !== 'string') throw reader.refuse('no peer is listed.', 'peers');
    const field = `peers.${name}`;
    const peer = reader.object(reader.object(profile, 'peers', 'peers'), name, field);
    const endpoint = reader.optionalText(peer, 'url', `${field}.url`);
    if (endpoint === undefined) throw reader.refuse(`${field}.url is missing.`, `${field}.url`);
    const { grpcOptions } = peer;
    return {
        endpoint,
        hostAlias: reader.optionalText(grpcOptions, 'ssl-target-name-override', `${field}.grpcOptions.ssl-target-name-override`)
            ?? reader.optionalText(grpcOptions, 'hostnameOverride', `${field}.grpcOptions.hostnameOverride`),
        tlsCa: reader.tlsCa(peer, field),
    };
}

/**
 * @param peer name of the peer; default those of the client's organisation
 * @throws CarnetError PROFILE_INVALID naming the field, FILE_UNREADABLE
 */
export function readProfile(profile: string | ConnectionProfile, peer?: string): ProfileSettings {
    const origin = typeof profile === 'string' ? profile : 'the option profile';
    const reader = new ProfileReader(origin);
    const content: unknown = typeof profile === 'string' ? reader.parse(readTextFile(profile, 'The connection profile')) : profile;
    const organisationName = isRecord(content) && isRecord(content['client']) ? reader.optionalText(content['client'], 'organization', 'client.organization') : undefined;
    const organisation = organisationName === undefined
        ? undefined
        : reader.object(reader.object(content, 'organizations', 'organizations'), organisationName, `organizations.${organisationName}`);
    const [first, ...others] = choosePeers(reader, content, organisation, peer);
    return {
        peers: [readPeer(reader, content, first), ...others.map(name => readPeer(reader, content, name))],
        mspId: reader.optionalText(organisation, 'mspid', `organizations.${organisationName ?? ''}.mspid`),
        origin,
    };
}
