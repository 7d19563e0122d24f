// What the gateway of one peer works with.
import type { common, orderer } from '@hyperledger/fabric-protos';
import type { Channel } from '../channel/channel.js';
import type { Peer } from '../peer/peer.js';

export interface GatewayContext {
    readonly channel: Channel;
    /** The peer that serves this gateway. */
    readonly local: Peer;
    /** Peers on which the chaincode is defined and installed, in no particular order. */
    readonly peersWith: (chaincode: string) => readonly Peer[];
    readonly broadcast: (envelope: common.Envelope) => orderer.BroadcastResponse;
    readonly log: (line: string) => void;
}
