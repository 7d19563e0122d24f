// Blocks as the ordering service makes them: hashes, links and the orderer's signature.
import { createHash, randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { blockHeaderBytes } from '../ledger/block-encoding.js';
import type { SigningIdentity } from '../../msp/signing-identity.js';

/** What the next block is linked to. */
export interface ChainPosition { readonly nextNumber: bigint; readonly previousHash: Uint8Array }

/** SHA-256 over the concatenated envelopes. */
function blockDataHash(envelopes: readonly Uint8Array[]): Uint8Array {
    const hash = createHash('sha256');
    for (const envelope of envelopes) hash.update(envelope);
    return hash.digest();
}

/** Makes and signs the block that follows; its validation flags are the peers' business. */
export function newBlock(position: ChainPosition, envelopes: readonly Uint8Array[], signer: SigningIdentity): common.Block {
    const header = new common.BlockHeader();
    header.setNumber(Number(position.nextNumber));
    header.setPreviousHash(position.previousHash);
    header.setDataHash(blockDataHash(envelopes));
    const data = new common.BlockData();
    data.setDataList([...envelopes]);
    const metadata = new common.BlockMetadata();
    // SIGNATURES, LAST_CONFIG, TRANSACTIONS_FILTER, ORDERER, COMMIT_HASH
    metadata.setMetadataList([blockSignature(header, signer), new Uint8Array(), new Uint8Array(), new Uint8Array(), new Uint8Array()]);
    const block = new common.Block();
    block.setHeader(header);
    block.setData(data);
    block.setMetadata(metadata);
    return block;
}

function blockSignature(header: common.BlockHeader, signer: SigningIdentity): Uint8Array {
    const lastConfig = new common.LastConfig();
    const ordererMetadata = new common.OrdererBlockMetadata();
    ordererMetadata.setLastConfig(lastConfig);
    const value = ordererMetadata.serializeBinary();
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(signer.serialized);
    signatureHeader.setNonce(randomBytes(24));
    const headerBytes = signatureHeader.serializeBinary();
    const signature = new common.MetadataSignature();
    signature.setSignatureHeader(headerBytes);
    signature.setSignature(signer.sign(Buffer.concat([value, headerBytes, blockHeaderBytes(header)])));
    const metadata = new common.Metadata();
    metadata.setValue(value);
    metadata.addSignatures(signature);
    return metadata.serializeBinary();
}
