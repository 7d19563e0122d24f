// The chaincode definitions in force on a peer, read from its ledger and kept ready for use.
import type { Ledger, Simulator } from '../ledger/ledger.js';
import type { Channel } from '../channel/channel.js';
import { decodeApplicationPolicy } from '../policy/application-policy.js';
import type { Policy } from '../policy/channel-policies.js';
import {
    LIFECYCLE_NAMESPACE, chaincodeNameOf, decodeSequence, definitionRange, readDefinition, sequenceKey, type ChaincodeDefinition,
} from './chaincode-definition.js';
import { Collections } from './collections.js';

export interface DefinedChaincode {
    readonly definition: ChaincodeDefinition;
    readonly endorsementPolicy: Policy;
    readonly collections: Collections;
}

export class Definitions {
    readonly #channel: Channel;
    #chaincodes: ReadonlyMap<string, DefinedChaincode> = new Map();

    constructor(channel: Channel) {
        this.#channel = channel;
    }

    names(): readonly string[] { return [...this.#chaincodes.keys()]; }

    get(name: string): DefinedChaincode | undefined { return this.#chaincodes.get(name); }

    /** Reads all definitions anew: at start, and after a block that wrote to `_lifecycle`. */
    async load(ledger: Ledger): Promise<void> {
        const simulator = await ledger.newSimulator('');
        try {
            const found = new Map<string, DefinedChaincode>();
            const range = await simulator.getStateRange(LIFECYCLE_NAMESPACE, definitionRange.start, definitionRange.end);
            for (let entry = await range.next(); entry; entry = await range.next()) {
                const name = chaincodeNameOf(entry.key);
                const definition = await readDefinition(name, key => simulator.getState(LIFECYCLE_NAMESPACE, key));
                if (definition) found.set(name, this.#define(definition));
            }
            await range.close();
            this.#chaincodes = found;
        } finally {
            simulator.done();
        }
    }

    /** The definition under which a transaction runs; the read of its sequence goes into the read set. @throws Error with Fabric's text. */
    async forTransaction(name: string, simulator: Simulator): Promise<DefinedChaincode> {
        const sequence = decodeSequence(await simulator.getState(LIFECYCLE_NAMESPACE, sequenceKey(name)));
        const chaincode = this.#chaincodes.get(name);
        if (sequence === 0 || !chaincode) throw new Error(`chaincode ${name} not found`);
        if (chaincode.definition.sequence !== sequence) {
            throw new Error(`chaincode cache at sequence ${chaincode.definition.sequence} but current sequence is ${sequence}, `
                + `chaincode definition for '${name}' changed during invoke`);
        }
        return chaincode;
    }

    #define(definition: ChaincodeDefinition): DefinedChaincode {
        const { policies, applicationMspIds } = this.#channel;
        return {
            definition,
            endorsementPolicy: decodeApplicationPolicy(definition.endorsementPolicy, policies),
            collections: new Collections(definition.collections, policies, applicationMspIds),
        };
    }
}
