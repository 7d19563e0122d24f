// The first envelope of the channel: a configuration that names its organisations.
import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { Channel } from '../channel/channel.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';
import { computeTxId } from '../../transaction/proposal.js';

/**
 * The envelope of block 0. Its groups carry the organisations' names only: this network takes its configuration from its own
 * files and cannot be reconfigured through the channel.
 */
export function genesisEnvelope(channel: Channel, signer: SigningIdentity): Uint8Array {
    const root = group();
    const application = group();
    for (const mspId of channel.applicationMspIds) application.getGroupsMap().set(mspId, group());
    const orderer = group();
    orderer.getGroupsMap().set(channel.ordererMspId, group());
    root.getGroupsMap().set('Application', application).set('Orderer', orderer);
    const config = new common.Config();
    config.setChannelGroup(root);
    const envelope = new common.ConfigEnvelope();
    envelope.setConfig(config);

    const nonce = randomBytes(24);
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.serialized);
    signatureHeader.setNonce(nonce);
    const timestamp = new timestamps.Timestamp();
    timestamp.setSeconds(Math.floor(channel.now() / 1000));
    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.CONFIG);
    channelHeader.setVersion(1);
    channelHeader.setChannelId(channel.name);
    channelHeader.setTxId(computeTxId(nonce, signer.serialized));
    channelHeader.setTimestamp(timestamp);
    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    const payload = new common.Payload();
    payload.setHeader(header);
    payload.setData(envelope.serializeBinary());
    const payloadBytes = payload.serializeBinary();
    const signed = new common.Envelope();
    signed.setPayload(payloadBytes);
    signed.setSignature(signer.sign(payloadBytes));
    return signed.serializeBinary();
}

function group(): common.ConfigGroup {
    const made = new common.ConfigGroup();
    made.setModPolicy('Admins');
    return made;
}
