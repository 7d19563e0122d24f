// Runs a chaincode folder inside this process, through the fabric-shim that is installed for it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ChaincodeStream } from '@carnet/network/dist/embedded/chaincode/stream.js';
import { inMemoryStream, type ShimStream } from './in-memory-stream.js';

/** What fabric-shim's modules give, as far as it is used here; the package has no types for them. */
interface ShimModules {
    readonly ChaincodeFromContract:
    new (contracts: unknown[], serializers: unknown, metadata: unknown, title: string, version: string) => ShimChaincode;
    readonly Bootstrap: {
        getInfoFromContract(modulePath: string): { contracts: unknown[]; serializers: unknown; title: string; version: string };
        getMetadata(modulePath: string): Promise<unknown>;
    };
    readonly ChaincodeMessageHandler: new (stream: ShimStream, chaincode: ShimChaincode) => { chat(register: unknown): void };
    readonly protos: {
        readonly ChaincodeMessage: (new () => { setType(type: number): void; setPayload(payload: Uint8Array): void }) & {
            deserializeBinary(bytes: Uint8Array): unknown; readonly Type: { readonly REGISTER: number };
        };
        readonly ChaincodeID: new () => { setName(name: string): void; serializeBinary(): Uint8Array };
    };
}

interface ShimStub { getMspID: () => string }
interface ShimChaincode { Init(stub: ShimStub): Promise<unknown>; Invoke(stub: ShimStub): Promise<unknown> }

/** Opens a stream to the chaincode as if it were the process of one organisation. */
export type LocalChaincode = (mspId: string, packageId: string) => ChaincodeStream;

/**
 * Loads the built chaincode in `dir` (package.json with `main`). Each stream gets its own contract objects; module state is shared.
 * fabric-shim logs at `info` unless CORE_CHAINCODE_LOGGING_LEVEL says otherwise when it is first loaded.
 */
export async function loadChaincode(dir: string): Promise<LocalChaincode> {
    process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'critical';
    const { ChaincodeFromContract, Bootstrap, ChaincodeMessageHandler, protos } = requireShim(dir);
    const { contracts, serializers, title, version } = Bootstrap.getInfoFromContract(dir);
    const metadata = await Bootstrap.getMetadata(dir);
    return (mspId, packageId) => {
        // ChaincodeFromContract adds its system contract to the list that it is given.
        const chaincode = ofOrganization(mspId, new ChaincodeFromContract([...contracts], serializers, metadata, title, version));
        const stream = inMemoryStream(bytes => protos.ChaincodeMessage.deserializeBinary(bytes));
        const chaincodeId = new protos.ChaincodeID();
        chaincodeId.setName(packageId);
        const register = new protos.ChaincodeMessage();
        register.setType(protos.ChaincodeMessage.Type.REGISTER);
        register.setPayload(chaincodeId.serializeBinary());
        new ChaincodeMessageHandler(stream.shim, chaincode).chat(register);
        return stream.peer;
    };
}

/** A chaincode process learns its organisation from the environment, which two organisations in one process cannot share. */
function ofOrganization(mspId: string, chaincode: ShimChaincode): ShimChaincode {
    const localised = (stub: ShimStub): ShimStub => Object.assign(stub, { getMspID: () => mspId });
    return { Init: stub => chaincode.Init(localised(stub)), Invoke: stub => chaincode.Invoke(localised(stub)) };
}

function requireShim(dir: string): ShimModules {
    const fromChaincode = createRequire(join(dir, 'package.json'));
    const fromShim = createRequire(fromChaincode.resolve('fabric-shim'));
    return {
        ChaincodeFromContract: fromShim('./lib/contract-spi/chaincodefromcontract.js') as ShimModules['ChaincodeFromContract'],
        Bootstrap: fromShim('./lib/contract-spi/bootstrap.js') as ShimModules['Bootstrap'],
        ChaincodeMessageHandler: (fromShim('./lib/handler.js') as Pick<ShimModules, 'ChaincodeMessageHandler'>).ChaincodeMessageHandler,
        protos: (fromShim('@hyperledger/fabric-protos') as { peer: ShimModules['protos'] }).peer,
    };
}
