// What the organisations signed, taken apart: Fabric's messages from question to answer. Field numbers are those of fabric-protos.
import { CarnetError } from '../errors/carnet-error.js';
import { fromBase64 } from './base64.js';
import type { SignedAnswer } from './format.js';
import { ProtobufError, ProtobufMessage, utf8 } from './protobuf-reader.js';

export interface Question {
    /** common.HeaderType; 3 is a transaction. */
    readonly type: bigint;
    readonly channel: string;
    readonly transactionId: string;
    /** Milliseconds since 1970. */
    readonly time: number;
    /** As the header, the proposal and the answer name it. */
    readonly chaincodes: readonly string[];
    readonly args: readonly string[];
    /** msp.SerializedIdentity of the asker. */
    readonly creator: Uint8Array<ArrayBuffer>;
    readonly nonce: Uint8Array<ArrayBuffer>;
}

/** The version of a key: the transaction that wrote it last. */
export interface KeyVersion {
    readonly block: bigint;
    readonly transaction: bigint;
}

export interface Answer {
    readonly proposalHash: Uint8Array<ArrayBuffer>;
    readonly status: bigint;
    readonly chaincode: string;
    readonly chaincodeVersion: string;
    readonly payload: string;
    /** Keys of the chaincode's own state that were read; undefined for a key that did not exist. */
    readonly reads: ReadonlyMap<string, KeyVersion | undefined>;
    /** Whether anything would be written or announced. */
    readonly writes: boolean;
}

export interface SignedParts {
    readonly channelHeader: Uint8Array<ArrayBuffer>;
    readonly signatureHeader: Uint8Array<ArrayBuffer>;
    readonly proposalPayload: Uint8Array<ArrayBuffer>;
    readonly responsePayload: Uint8Array<ArrayBuffer>;
    readonly endorsements: readonly { readonly endorser: Uint8Array<ArrayBuffer>; readonly signature: Uint8Array<ArrayBuffer> }[];
}

/** @param field of the file in which the answer stands. @throws CarnetError PROOF_MALFORMED */
export function partsOf(signed: SignedAnswer, field: string): SignedParts {
    const part = (name: Exclude<keyof SignedAnswer, 'endorsements'>): Uint8Array<ArrayBuffer> => fromBase64(signed[name], `${field}.${name}`);
    return {
        channelHeader: part('channelHeader'), signatureHeader: part('signatureHeader'), proposalPayload: part('proposalPayload'),
        responsePayload: part('responsePayload'),
        endorsements: signed.endorsements.map(({ endorser, signature }, index) => ({
            endorser: fromBase64(endorser, `${field}.endorsements[${index}].endorser`),
            signature: fromBase64(signature, `${field}.endorsements[${index}].signature`),
        })),
    };
}

/** @throws CarnetError PROOF_SIGNED_PART_MALFORMED */
export function reading<T>(what: string, read: () => T): T {
    try {
        return read();
    } catch (cause) {
        if (!(cause instanceof ProtobufError)) throw cause;
        throw new CarnetError('PROOF_SIGNED_PART_MALFORMED', `The signed ${what} cannot be read as a message of Fabric: ${cause.message}`, {
            details: { part: what }, cause,
        });
    }
}

/** @throws CarnetError PROOF_SIGNED_PART_MALFORMED */
export function readQuestion({ channelHeader, signatureHeader, proposalPayload }: SignedParts): Question {
    return reading('question', () => {
        const channel = new ProtobufMessage(channelHeader);
        const signature = new ProtobufMessage(signatureHeader);
        const time = channel.message(3);
        // ChaincodeInvocationSpec.chaincode_spec
        const spec = new ProtobufMessage(proposalPayload).message(1).message(1);
        return {
            type: channel.integer(1), channel: channel.text(4), transactionId: channel.text(5),
            time: Number(BigInt.asIntN(64, time.integer(1))) * 1000 + Math.floor(Number(time.integer(2)) / 1_000_000),
            chaincodes: [channel.message(7).message(2).text(2), spec.message(2).text(2)],
            args: spec.message(3).list(1).map(utf8),
            creator: signature.bytes(1), nonce: signature.bytes(2),
        };
    });
}

function readsOf(set: ProtobufMessage): ReadonlyMap<string, KeyVersion | undefined> {
    return new Map(set.messages(1).map(read => {
        const version = read.has(2) ? read.message(2) : undefined;
        return [read.text(1), version === undefined ? undefined : { block: version.integer(1), transaction: version.integer(2) }];
    }));
}

/** Of what a collection of private data would see: the hash of private writes, or hashes of keys that are written; reads alone change nothing. */
function writesPrivately(collection: ProtobufMessage): boolean {
    const hashed = collection.message(2);
    return collection.has(3) || hashed.has(2) || hashed.has(3);
}

/** @throws CarnetError PROOF_SIGNED_PART_MALFORMED */
export function readAnswer({ responsePayload }: SignedParts): Answer {
    return reading('answer', () => {
        const response = new ProtobufMessage(responsePayload);
        const action = response.message(2);
        const result = action.message(3);
        const chaincode = action.message(4);
        const name = chaincode.text(2);
        const namespaces = action.message(1).messages(2).map(set => ({ name: set.text(1), state: set.message(2), collections: set.messages(3) }));
        const own = namespaces.filter(set => set.name === name);
        if (own.length > 1) throw new ProtobufError('The state of the chaincode stands twice.');
        return {
            proposalHash: response.bytes(1), status: result.integer(1), payload: utf8(result.bytes(3)),
            chaincode: name, chaincodeVersion: chaincode.text(3),
            reads: own[0] === undefined ? new Map<string, never>() : readsOf(own[0].state),
            writes: action.bytes(2).length > 0 ||
                namespaces.some(({ state, collections }) => state.has(3) || state.has(4) || collections.some(writesPrivately)),
        };
    });
}
