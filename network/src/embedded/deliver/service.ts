// `protos.Deliver` of a peer and the Deliver of the orderer, as streams of gRPC.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { writeWhenRead } from '../grpc/backpressure.js';
import { deliver, type DeliverSource, type DeliverStatus } from './deliver.js';
import { filteredBlock } from './filtered-block.js';

interface Responses<R> { readonly block: (block: common.Block) => R; readonly status: (status: DeliverStatus) => R }

type DeliverCall<R> = ServerDuplexStream<common.Envelope, R>;

/** Blocks whole, or filtered. Private data are not delivered: that call is answered with UNIMPLEMENTED. */
export function peerDeliverService(source: DeliverSource) {
    return {
        deliver: handler<peer.DeliverResponse>(source, { block: fullBlock, status: peerStatus }),
        deliverFiltered: handler<peer.DeliverResponse>(source, {
            block: block => {
                const response = new peer.DeliverResponse();
                response.setFilteredBlock(filteredBlock(block, source.channel.name));
                return response;
            },
            status: peerStatus,
        }),
    };
}

export function ordererDeliver(source: DeliverSource) {
    return handler<orderer.DeliverResponse>(source, {
        block: block => {
            const response = new orderer.DeliverResponse();
            response.setBlock(block);
            return response;
        },
        status: status => {
            const response = new orderer.DeliverResponse();
            response.setStatus(status);
            return response;
        },
    });
}

/** Requests on one stream are served one after the other; one that fails ends it. */
function handler<R>(source: DeliverSource, responses: Responses<R>): (call: DeliverCall<R>) => void {
    return call => {
        const gone = new AbortController();
        call.on('cancelled', () => gone.abort());
        let serving = Promise.resolve(true);
        const serve = async (envelope: common.Envelope): Promise<boolean> => {
            const status = await deliver(envelope, source, gone.signal, block => writeWhenRead(call, responses.block(block), gone.signal));
            if (status !== undefined) await writeWhenRead(call, responses.status(status), gone.signal);
            return status === common.Status.SUCCESS;
        };
        const settle = (open: boolean): boolean => {
            if (!open) call.end();
            return open;
        };
        call.on('data', (envelope: common.Envelope) => {
            serving = serving.then(open => open ? serve(envelope).then(settle) : false).catch((error: unknown) => {
                source.log(`deliver: ${(error as Error).message}`);
                call.emit('error', error);
                return false;
            });
        });
        call.on('end', () => void serving.then(open => { if (open) call.end(); }));
    };
}

function fullBlock(block: common.Block): peer.DeliverResponse {
    const response = new peer.DeliverResponse();
    response.setBlock(block);
    return response;
}

function peerStatus(status: DeliverStatus): peer.DeliverResponse {
    const response = new peer.DeliverResponse();
    response.setStatus(status);
    return response;
}
