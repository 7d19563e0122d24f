// What a simulation touched, in the terms in which endorsers are chosen (peer.ChaincodeInterest).
import { peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger.js';
import { LIFECYCLE_NAMESPACE } from '../lifecycle/chaincode-definition.js';
import { decodeKeyPolicy, keyPolicy } from '../policy/key-policy.js';
import { namespaceWrites, type NamespaceWrites } from '../../transaction/written-keys.js';

/** @param privateReads collections whose plain values were read, by chaincode. */
export async function chaincodeInterest(
    readWriteSet: Uint8Array, privateReads: ReadonlyMap<string, ReadonlySet<string>>, ledger: Pick<Ledger, 'committedMetadata'>,
): Promise<peer.ChaincodeInterest> {
    const interest = new peer.ChaincodeInterest();
    for (const writes of namespaceWrites(readWriteSet)) {
        if (writes.namespace === LIFECYCLE_NAMESPACE) continue;
        for (const call of await namespaceCalls(writes, privateReads.get(writes.namespace) ?? new Set(), ledger)) interest.addChaincodes(call);
    }
    return interest;
}

async function namespaceCalls(
    { namespace, written }: NamespaceWrites, reads: ReadonlySet<string>, ledger: Pick<Ledger, 'committedMetadata'>,
): Promise<peer.ChaincodeCall[]> {
    const keyPolicies: Uint8Array[] = [];
    // Per collection, whether its own or the chaincode's policy is asked for: not when every written key has one of its own.
    const required = new Map([['', written.length === 0]]);
    for (const { collection, keys } of written) {
        for (const key of keys) {
            const policy = await keyPolicy(ledger, namespace, collection, key);
            if (policy) keyPolicies.push(policy);
            else required.set(collection, true);
        }
    }
    for (const collection of reads) required.set(collection, true);
    return [...required].flatMap(([collection, isRequired]) => {
        const call = new peer.ChaincodeCall();
        call.setName(namespace);
        if (collection !== '') {
            call.setCollectionNamesList([collection]);
            call.setNoPrivateReads(!reads.has(collection));
            return [call];
        }
        if (keyPolicies.length === 0) return isRequired ? [call] : [];
        call.setKeyPoliciesList(keyPolicies.map(decodeKeyPolicy));
        call.setDisregardNamespacePolicy(!isRequired);
        return [call];
    });
}
