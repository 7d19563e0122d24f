// The contract SharedDocument as the client's own parts see it, on a connection of a person's: for tests that change what a peer answers.
import { connect as connectGateway, hash } from '@hyperledger/fabric-gateway';
import { Backoff } from '@carnet/client/dist/call/backoff.js';
import { Session } from '@carnet/client/dist/call/session.js';
import { openChannel } from '@carnet/client/dist/connection/channel.js';
import { resolveSettings } from '@carnet/client/dist/connection/settings.js';
import { DocumentLedger } from '@carnet/client/dist/documents/consent/document-ledger.js';
import { newSigner } from '@carnet/client/dist/signing/signer.js';

/** @param env of the person, as `carnet-network env` prints it */
export async function ownLedger(env: Readonly<Record<string, string>>): Promise<{ readonly ledger: DocumentLedger; readonly close: () => void }> {
    const settings = resolveSettings({ env });
    const { certificate, mspId, privateKey } = settings.identity;
    const [signer, client] = [newSigner(privateKey), await openChannel(settings, settings.deadlines.connect)];
    const gateway = connectGateway({ client, identity: { mspId, credentials: Buffer.from(certificate.toString()) }, signer, hash: hash.none });
    const { channel, chaincode, deadlines, retry } = settings;
    const session = new Session({ gateway, signer, channel, chaincode, deadlines, backoff: new Backoff(retry), journal: undefined });
    return {
        ledger: new DocumentLedger(session),
        close: () => {
            session.close();
            client.close();
        },
    };
}
