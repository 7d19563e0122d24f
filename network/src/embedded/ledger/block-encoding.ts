// A block's bytes and hash, and where in those bytes each transaction lies.
import { common } from '@hyperledger/fabric-protos';
import { lengthPrefix } from './protobuf-wire.js';
import { sha256 } from './sha256.js';

export interface EncodedBlock {
    /** To be written one after another; the transactions' own buffers are not copied. */
    readonly chunks: readonly Uint8Array[];
    readonly length: number;
    /** Of each envelope, from the beginning of the block. */
    readonly envelopes: readonly { readonly offset: number; readonly length: number }[];
}

export function encodeBlock(block: common.Block): EncodedBlock {
    const chunks: Uint8Array[] = [];
    const envelopes: { offset: number; length: number }[] = [];
    let length = 0;
    const add = (chunk: Uint8Array): void => {
        chunks.push(chunk);
        length += chunk.length;
    };
    const header = block.getHeader();
    if (header) {
        const bytes = header.serializeBinary();
        add(lengthPrefix(1, bytes.length));
        add(bytes);
    }
    const data = (block.getData()?.getDataList_asU8() ?? []).map(envelope => ({ prefix: lengthPrefix(1, envelope.length), envelope }));
    add(lengthPrefix(2, data.reduce((sum, { prefix, envelope }) => sum + prefix.length + envelope.length, 0)));
    for (const { prefix, envelope } of data) {
        add(prefix);
        envelopes.push({ offset: length, length: envelope.length });
        add(envelope);
    }
    const metadata = block.getMetadata()?.serializeBinary() ?? new Uint8Array();
    add(lengthPrefix(3, metadata.length));
    add(metadata);
    return { chunks, length, envelopes };
}

/** SHA-256 of the header's bytes: what the next block names as its previous one. */
export function blockHeaderHash(header: common.BlockHeader): Buffer {
    return sha256(blockHeaderBytes(header));
}

/** The DER sequence of number, previous hash and data hash: what is hashed and what an orderer signs. */
export function blockHeaderBytes(header: common.BlockHeader): Buffer {
    const fields = [
        derInteger(header.getNumber()),
        der(0x04, header.getPreviousHash_asU8()),
        der(0x04, header.getDataHash_asU8()),
    ];
    return der(0x30, Buffer.concat(fields));
}

function derInteger(value: number): Buffer {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.padStart(hex.length + hex.length % 2, '0'), 'hex');
    // A leading one bit would make it negative.
    return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** Contents below 128 bytes only: a header holds a number and two hashes. */
function der(tag: number, content: Uint8Array): Buffer {
    if (content.length >= 0x80) throw new RangeError(`a block header with a field of ${content.length} bytes cannot be hashed`);
    return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
