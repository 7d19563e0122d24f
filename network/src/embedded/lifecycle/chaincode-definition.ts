// A chaincode definition as the `_lifecycle` namespace of the ledger keeps it.
import { peer } from '@hyperledger/fabric-protos';

export const LIFECYCLE_NAMESPACE = '_lifecycle';
const METADATA_PREFIX = 'namespaces/metadata/';
const FIELDS = ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections'] as const;
type Field = (typeof FIELDS)[number];

/** Range of the keys under which every definition has its metadata. */
export const definitionRange = { start: METADATA_PREFIX, end: METADATA_PREFIX.slice(0, -1) + '0' } as const;

export interface ChaincodeDefinition {
    readonly name: string;
    /** 1 for the first definition of the name, then one more each time. */
    readonly sequence: number;
    readonly version: string;
    /** Bytes of peer.ApplicationPolicy. */
    readonly endorsementPolicy: Uint8Array;
    readonly collections?: peer.CollectionConfigPackage;
}

/** All keys of a definition: read with the first use of private data, as Fabric looks for the collections in it (4.9). */
export function definitionKeys(name: string): readonly string[] {
    return [METADATA_PREFIX + name, ...FIELDS.map(field => fieldKey(name, field))];
}

/** Every invocation reads this key, so that a definition commit conflicts with transactions in flight (4.9). */
export function sequenceKey(name: string): string {
    return fieldKey(name, 'Sequence');
}

export function chaincodeNameOf(metadataKey: string): string {
    return metadataKey.slice(METADATA_PREFIX.length);
}

/** Keys and values that put the definition into the ledger. */
export function encodeDefinition(definition: ChaincodeDefinition): readonly (readonly [key: string, value: Uint8Array])[] {
    const { name } = definition;
    const metadata = new peer.lifecycle.StateMetadata();
    metadata.setDatatype('ChaincodeDefinition');
    metadata.setFieldsList([...FIELDS]);
    const endorsement = new peer.lifecycle.ChaincodeEndorsementInfo();
    endorsement.setVersion(definition.version);
    endorsement.setEndorsementPlugin('escc');
    const validation = new peer.lifecycle.ChaincodeValidationInfo();
    validation.setValidationPlugin('vscc');
    validation.setValidationParameter(definition.endorsementPolicy);
    const sequence = new peer.lifecycle.StateData();
    sequence.setInt64(definition.sequence);
    return [
        [METADATA_PREFIX + name, metadata.serializeBinary()],
        [fieldKey(name, 'Sequence'), sequence.serializeBinary()],
        [fieldKey(name, 'EndorsementInfo'), bytesField(endorsement.serializeBinary())],
        [fieldKey(name, 'ValidationInfo'), bytesField(validation.serializeBinary())],
        [fieldKey(name, 'Collections'), bytesField((definition.collections ?? new peer.CollectionConfigPackage()).serializeBinary())],
    ];
}

/** Reads a definition back; undefined when there is none of that name. */
export async function readDefinition(
    name: string, read: (key: string) => Promise<Uint8Array | undefined>,
): Promise<ChaincodeDefinition | undefined> {
    const sequence = decodeSequence(await read(sequenceKey(name)));
    if (sequence === 0) return undefined;
    const field = async (key: Field): Promise<Uint8Array> =>
        peer.lifecycle.StateData.deserializeBinary(await read(fieldKey(name, key)) ?? new Uint8Array()).getBytes_asU8();
    return {
        name, sequence,
        version: peer.lifecycle.ChaincodeEndorsementInfo.deserializeBinary(await field('EndorsementInfo')).getVersion(),
        endorsementPolicy: peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(await field('ValidationInfo')).getValidationParameter_asU8(),
        collections: peer.CollectionConfigPackage.deserializeBinary(await field('Collections')),
    };
}

/** The number kept under `sequenceKey`; 0 when nothing is. */
export function decodeSequence(value: Uint8Array | undefined): number {
    return value === undefined ? 0 : peer.lifecycle.StateData.deserializeBinary(value).getInt64();
}

function fieldKey(name: string, field: Field): string {
    return `namespaces/fields/${name}/${field}`;
}

function bytesField(bytes: Uint8Array): Uint8Array {
    const data = new peer.lifecycle.StateData();
    data.setBytes(bytes);
    return data.serializeBinary();
}
