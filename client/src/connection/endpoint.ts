// The address of the gateway peer and what its TLS certificate is checked against.
import { X509Certificate } from 'node:crypto';
import { CarnetError } from '../errors/carnet-error.js';

export interface Endpoint {
    readonly host: string;
    readonly port: number;
    /** `host:port`, as gRPC takes it. */
    readonly address: string;
}

const ADDRESS = /^(?:grpcs:\/\/)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/;

/** @throws CarnetError ENDPOINT_INVALID, PLAINTEXT_REFUSED for grpc:// and http:// */
export function parseEndpoint(text: string): Endpoint {
    if (/^(grpc|http):\/\//i.test(text)) {
        throw new CarnetError('PLAINTEXT_REFUSED', `${text} is an address without TLS: write grpcs:// or host:port.`, { details: { endpoint: text } });
    }
    const [, host, digits] = ADDRESS.exec(text) ?? [];
    const port = Number(digits);
    if (host === undefined || !(port >= 1 && port <= 65_535)) {
        throw new CarnetError('ENDPOINT_INVALID', `'${text}' is not host:port.`, { details: { endpoint: text } });
    }
    return { host: host.replace(/^\[|\]$/g, ''), port, address: `${host}:${port}` };
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function parseCa(pem: string, origin: string): X509Certificate {
    try {
        return new X509Certificate(pem);
    } catch (cause) {
        throw new CarnetError('TLS_CA_INVALID', `A certificate of ${origin} cannot be read.`, { details: { origin }, cause });
    }
}

/**
 * The root certificates in a PEM text.
 * @throws CarnetError TLS_CA_INVALID, TLS_CA_EXPIRED
 */
export function checkTlsCa(pem: string, origin: string, now = Date.now()): Buffer {
    const certificates = (pem.match(PEM_CERTIFICATE) ?? []).map(text => parseCa(text, origin));
    if (certificates.length === 0) throw new CarnetError('TLS_CA_INVALID', `${origin} holds no certificate in PEM.`, { details: { origin } });
    if (certificates.every(certificate => now > Date.parse(certificate.validTo))) {
        const validTo = certificates[0]?.validTo ?? '';
        throw new CarnetError('TLS_CA_EXPIRED', `The TLS CA of ${origin} was valid until ${validTo}.`, { details: { origin, validTo } });
    }
    return Buffer.from(certificates.map(certificate => certificate.toString()).join(''));
}
