// `orderer.AtomicBroadcast` as a gRPC service.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, type orderer as protos } from '@hyperledger/fabric-protos';
import type { DeliverSource } from '../deliver/deliver.js';
import { ordererDeliver } from '../deliver/service.js';
import type { Orderer } from './orderer.js';

/** One response for each envelope; the stream ends after a refusal. */
export function atomicBroadcastService(orderer: Orderer, blocks: DeliverSource) {
    return {
        broadcast: (call: ServerDuplexStream<common.Envelope, protos.BroadcastResponse>): void => {
            let open = true;
            const end = (): void => {
                open = false;
                call.end();
            };
            call.on('data', (envelope: common.Envelope) => {
                if (!open) return;
                const response = orderer.broadcast(envelope);
                call.write(response);
                if (response.getStatus() !== common.Status.SUCCESS) end();
            });
            call.on('end', () => { if (open) end(); });
        },
        deliver: ordererDeliver(blocks),
    };
}
