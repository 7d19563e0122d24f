// The settings that connect() makes of its options, for tests of one organisation's material: in short, as expected, and complete.
import type { ConnectOptions } from '@carnet/client';
import { resolveSettings } from '@carnet/client/dist/connection/settings.js';
import { read, type Material } from './material.js';

export function summary(options: ConnectOptions): Record<string, unknown> {
    const { channel, chaincode, identity, endpoint, hostAlias, tlsCa, tlsCaOrigin } = resolveSettings(options);
    const { subject } = identity.certificate;
    return {
        channel, chaincode, mspId: identity.mspId, name: /CN=(.*)$/.exec(subject)?.[1], address: endpoint.address, hostAlias, tlsCaOrigin,
        tlsCa: tlsCa?.toString(),
    };
}

/** The summary of whatever names User1 and the first peer of the organisation. */
export function expectedOf(material: Material): Record<string, unknown> {
    return {
        channel: 'mychannel', chaincode: 'carnet', mspId: 'Org1MSP', name: 'User1@org1.example.com', address: 'localhost:7051',
        hostAlias: 'peer0.org1.example.com', tlsCaOrigin: material.peerTls.ca, tlsCa: read(material.peerTls.ca),
    };
}

export function without<T extends object>(whole: T, name: keyof T & string): Partial<T> {
    return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as Partial<T>;
}

/** Every setting as an option, nothing from the environment. */
export function explicitOptions(material: Material, changes: Partial<ConnectOptions> = {}): ConnectOptions {
    return {
        env: {}, mspId: 'Org1MSP', identity: { mspFolder: material.user.msp }, endpoint: 'localhost:7051',
        hostAlias: 'peer0.org1.example.com', tlsCaFile: material.peerTls.ca, ...changes,
    };
}
