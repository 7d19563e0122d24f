// Reads a common connection profile (connection-org1.json): the gateway API takes none, dealers have one.
import { CarnetError } from '../errors/carnet-error.js';
import { readTextFile } from '../identity/files.js';
import type { ConnectionProfile } from './options.js';

export interface ProfileSettings {
    readonly endpoint: string;
    readonly hostAlias: string | undefined;
    readonly tlsCa: string | undefined;
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

function choosePeer(reader: ProfileReader, profile: unknown, organisation: unknown, wanted: string | undefined): string {
    const listed = isRecord(organisation) && Array.isArray(organisation['peers']) ? organisation['peers'] : Object.keys(reader.object(profile, 'peers', 'peers'));
    const name: unknown = wanted ?? listed[0];
    if (typeof name !== 'string') throw reader.refuse('no peer is listed.', 'peers');
    return name;
}

/**
 * @param peer name of the peer; default the first of the client's organisation
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
    const name = choosePeer(reader, content, organisation, peer);
    const field = `peers.${name}`;
    const chosen = reader.object(reader.object(content, 'peers', 'peers'), name, field);
    const endpoint = reader.optionalText(chosen, 'url', `${field}.url`);
    if (endpoint === undefined) throw reader.refuse(`${field}.url is missing.`, `${field}.url`);
    const { grpcOptions } = chosen;
    return {
        endpoint,
        hostAlias: reader.optionalText(grpcOptions, 'ssl-target-name-override', `${field}.grpcOptions.ssl-target-name-override`)
            ?? reader.optionalText(grpcOptions, 'hostnameOverride', `${field}.grpcOptions.hostnameOverride`),
        tlsCa: reader.tlsCa(chosen, field),
        mspId: reader.optionalText(organisation, 'mspid', `organizations.${organisationName ?? ''}.mspid`),
        origin,
    };
}
