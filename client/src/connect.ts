// The entry point: from options and environment to a connected client.
import { connect as connectGateway, hash } from '@hyperledger/fabric-gateway';
import { Backoff } from './call/backoff.js';
import { Session } from './call/session.js';
import { Carnet } from './carnet.js';
import { openChannel } from './connection/channel.js';
import type { ConnectOptions } from './connection/options.js';
import { resolveSettings } from './connection/settings.js';
import { newSigner } from './signing/signer.js';

/**
 * Connects to a gateway peer. The identity is read and checked before anything is sent; the peer's TLS certificate is always
 * verified. Without options everything comes from the environment, as `carnet-network env` prints it.
 *
 * ```ts
 * // eval "$(npx carnet-network env org1 User1)"
 * const carnet = await connect();
 * try {
 *     console.log(await carnet.membership.whoAmI());
 * } finally {
 *     carnet.close();
 * }
 * ```
 * ```ts
 * const carnet = await connect({
 *     profile: 'organizations/peerOrganizations/org1.example.com/connection-org1.json',
 *     identity: { walletFile: 'wallet/mechanic.id' },
 *     deadlines: { overall: 30_000 },
 *     journal: new FileJournal('/var/lib/dealer/carnet'),
 * });
 * ```
 * @throws CarnetError with the code of the setting, file, certificate or key at fault, or CONNECTION_FAILED
 */
export async function connect(options: ConnectOptions = {}): Promise<Carnet> {
    const settings = resolveSettings(options);
    const { certificate, mspId, privateKey } = settings.identity;
    const signer = newSigner(privateKey);
    const client = await openChannel(settings, settings.deadlines.connect, settings.others);
    const gateway = connectGateway({
        client,
        // The leaf alone, without what files carry around it: it becomes part of every transaction.
        identity: { mspId, credentials: Buffer.from(certificate.toString()) },
        signer,
        hash: hash.none,
    });
    const session = new Session({
        gateway, signer, channel: settings.channel, chaincode: settings.chaincode,
        deadlines: settings.deadlines, backoff: new Backoff(settings.retry), journal: options.journal,
    });
    return new Carnet(session, client, mspId);
}
