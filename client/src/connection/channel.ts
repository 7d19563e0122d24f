// The gRPC connection to the gateway peer, always with TLS.
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client, connectivityState, credentials, type ChannelOptions } from '@grpc/grpc-js';
import { present } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import type { PeerSettings } from './settings.js';

/** What Fabric's peers and orderers accept; gRPC's own limit for what a client receives is 4 MiB. */
export const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const CHANNEL_OPTIONS: ChannelOptions = {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // A peer drops clients that ping more often than its peer.keepalive.minInterval, 60 s by default.
    'grpc.keepalive_time_ms': 120_000,
    'grpc.keepalive_timeout_ms': 20_000,
    // After an outage, try again at least this often: a commit may be waited for.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
};

/** Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment changes nothing. */
const VERIFIED = { rejectUnauthorized: true };

function newClient({ endpoint, hostAlias, tlsCa }: PeerSettings): Client {
    return new Client(endpoint.address, credentials.createSsl(tlsCa, null, null, VERIFIED), {
        ...CHANNEL_OPTIONS,
        ...hostAlias === undefined ? {} : { 'grpc.ssl_target_name_override': hostAlias },
    });
}

function waitForReady(client: Client, deadline: number): Promise<Error | undefined> {
    return new Promise(resolve => client.waitForReady(deadline, resolve));
}

/** gRPC only says that time is over; one TLS handshake of our own finds the reason. */
function findReason({ endpoint, hostAlias, tlsCa }: PeerSettings): Promise<Error | undefined> {
    return new Promise(resolve => {
        const servername = hostAlias ?? endpoint.host;
        const socket = connectTls({
            host: endpoint.host, port: endpoint.port, ALPNProtocols: ['h2'], timeout: 2_000, ...VERIFIED,
            ...isIP(servername) === 0 ? { servername } : {},
            ...present({ ca: tlsCa }),
        });
        const finish = (reason?: Error): void => {
            socket.destroy();
            resolve(reason);
        };
        socket.once('secureConnect', () => finish());
        socket.once('error', finish);
        socket.once('timeout', () => finish(new Error('nothing answered within 2 s')));
    });
}

/** Whether a connection comes about before the first attempt at one has failed. */
function isReached(client: Client, deadline: number): Promise<boolean> {
    const channel = client.getChannel();
    return new Promise(resolve => {
        const look = (): void => {
            const state = channel.getConnectivityState(true);
            if (state === connectivityState.READY || state === connectivityState.TRANSIENT_FAILURE) resolve(state === connectivityState.READY);
            else channel.watchConnectivityState(state, deadline, error => error === undefined ? look() : resolve(false));
        };
        look();
    });
}

/** The first of these peers, in their order, that can be reached at once; undefined where none can. */
async function firstReached(peers: readonly PeerSettings[], deadlineMs: number): Promise<Client | undefined> {
    for (const peer of peers) {
        const client = newClient(peer);
        if (await isReached(client, Date.now() + deadlineMs / peers.length)) return client;
        client.close();
    }
    return undefined;
}

/**
 * @param others peers to go to where that one cannot be reached
 * @param deadlineMs for the connection to be ready
 * @throws CarnetError CONNECTION_FAILED naming endpoint, host alias, CA file and the reason
 */
export async function openChannel(settings: PeerSettings, deadlineMs: number, others: readonly PeerSettings[] = []): Promise<Client> {
    const deadline = Date.now() + deadlineMs;
    const reached = others.length === 0 ? undefined : await firstReached([settings, ...others], deadlineMs);
    if (reached !== undefined) return reached;
    const client = newClient(settings);
    const failure = await waitForReady(client, deadline);
    if (failure === undefined) return client;
    client.close();
    const { endpoint, hostAlias, tlsCaOrigin } = settings;
    const reason = await findReason(settings);
    const said = reason === undefined ? 'a TLS connection is possible, but gRPC did not come about in time' : systemReason(reason);
    throw new CarnetError(
        'CONNECTION_FAILED',
        `${endpoint.address} (host alias ${hostAlias ?? 'none'}, TLS CA ${tlsCaOrigin}) was not reached within ${deadlineMs} ms: ${said}.`,
        {
            details: { endpoint: endpoint.address, hostAlias: hostAlias ?? null, tlsCa: tlsCaOrigin, reason: said },
            retryable: true,
            cause: reason ?? failure,
        },
    );
}
