// A real certificate from the network in one process, and the keys of its peers, with which a forger in their place could sign.
import { join } from 'node:path';
import { assembleCertificate, disclose } from '@carnet/client/dist/certificate/assemble.js';
import { fromBase64, toBase64 } from '@carnet/client/dist/certificate/base64.js';
import { readRoots, type Certificate, type Roots, type SignedAnswer } from '@carnet/client';
import { entryHash, NO_HASH, type BatchEntry, type HistoryPage, type RecordedEntry, type Report } from '@carnet/domain';
import { peer } from '@hyperledger/fabric-protos';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';
import { Trade } from '../chaincode/trade.js';
import { ENTRY, INSPECTION_ENTRY, VEHICLE, VIN } from '../chaincode/valid-requests.js';

export type Signers = readonly Pick<SigningIdentity, 'serialized' | 'sign'>[];

export interface Material {
    readonly certificate: Certificate;
    readonly book: readonly RecordedEntry[];
    readonly roots: Roots;
    /** Of Org1MSP and Org2MSP. */
    readonly peers: Signers;
    /** Users of the organisations, who are no peers. */
    readonly users: Signers;
    readonly trade: Trade;
}

/** Somebody of an organisation of the network in one process, with his key. */
export function signer(organizations: string, org: 1 | 2, kind: 'peers' | 'users'): SigningIdentity {
    const domain = `org${org}.example.com`;
    const name = kind === 'peers' ? `peer0.${domain}` : `User1@${domain}`;
    return SigningIdentity.read(`Org${org}MSP`, join(organizations, 'peerOrganizations', domain, kind, name, 'msp'));
}

async function historyOf(trade: Trade, vin: string): Promise<RecordedEntry[]> {
    const user = trade.network.user('org2', 'User1');
    const entries: RecordedEntry[] = [];
    let bookmark = '';
    do {
        const page = await trade.evaluate(user, 'VehicleRecord:ReadHistory', vin, '100', bookmark) as HistoryPage;
        entries.push(...page.entries);
        ({ bookmark } = page);
    } while (bookmark !== '');
    return entries;
}

/** A certificate of a car as its book stands. */
export async function certify(trade: Trade, vin: string): Promise<{ readonly certificate: Certificate; readonly book: readonly RecordedEntry[] }> {
    const endorsed = await trade.network.endorse(trade.network.user('org2', 'User1'), 'VehicleRecord:ReadReport', [vin], {
        endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
    });
    const book = await historyOf(trade, vin);
    return { certificate: assembleCertificate(endorsed.envelope, book.map(disclose)), book };
}

/** Registration, inspection, two entries of one transaction, and a reading that is lower than those before. */
export async function gatherMaterial(): Promise<Material> {
    const trade = await Trade.founded();
    const garage = await trade.member('org1', 'workshop', 'inspector', 'dealer');
    const dealer = await trade.member('org2', 'dealer');
    await trade.submit(garage, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE));
    await trade.submit(garage, 'VehicleRecord:RecordEntry', VIN, JSON.stringify(INSPECTION_ENTRY));
    const together: BatchEntry[] = [{ vin: VIN, ...ENTRY }, { vin: VIN, ...ENTRY, entryId: 'wo-119', date: '2017-03-20', work: ['brake pads'],
        odometer: { ...ENTRY.odometer, value: 60_000 } }];
    await trade.submit(garage, 'VehicleRecord:RecordEntries', JSON.stringify(together));
    await trade.submit(dealer, 'VehicleRecord:RecordEntry', VIN, JSON.stringify({
        entryId: 'intake', type: 'READING', date: '2018-01-05', source: 'dealer', confirm: true, odometer: { ...ENTRY.odometer, value: 30_000 },
    }));
    const { organizations } = trade.network;
    return {
        ...await certify(trade, VIN), roots: readRoots(organizations), trade,
        peers: [signer(organizations, 1, 'peers'), signer(organizations, 2, 'peers')],
        users: [signer(organizations, 1, 'users'), signer(organizations, 2, 'users')],
    };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
    return fromBase64(text, 'test');
}

/** The same with other signatures: what forgers could do who had the keys of these signers. */
export function signedAgain(signed: SignedAnswer, signers: Signers, responsePayload: Uint8Array = bytesOf(signed.responsePayload)): SignedAnswer {
    return {
        ...signed, responsePayload: toBase64(responsePayload),
        endorsements: signers.map(({ serialized, sign }, index) => ({
            endorser: toBase64(serialized), signature: toBase64(sign.call(signers[index], Buffer.concat([responsePayload, serialized]))),
        })),
    };
}

/** The signed answer after a change of its messages, not signed anew. */
export function changedAnswer(
    signed: SignedAnswer, change: (action: peer.ChaincodeAction, payload: peer.ProposalResponsePayload) => void,
): Uint8Array {
    const payload = peer.ProposalResponsePayload.deserializeBinary(bytesOf(signed.responsePayload));
    const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
    change(action, payload);
    payload.setExtension$(action.serializeBinary());
    return payload.serializeBinary();
}

/** The certificate with another report, signed by real peers: what only their own collusion could make. */
export function withReport(certificate: Certificate, signers: Signers, change: (report: Report) => Report): Certificate {
    const responsePayload = changedAnswer(certificate.signed, action => {
        const response = action.getResponse();
        const report = JSON.parse(Buffer.from(response?.getPayload_asU8() ?? []).toString('utf8')) as Report;
        response?.setPayload(Buffer.from(JSON.stringify(change(report))));
    });
    return { ...certificate, signed: signedAgain(certificate.signed, signers, responsePayload) };
}

/** A chain over other entries, each rightly hashed: a book of the forger's own. */
export function rechained(book: readonly RecordedEntry[]): RecordedEntry[] {
    let previousHash: string = NO_HASH;
    return book.map((entry, index) => {
        const placed = { ...entry, sequence: index + 1, previousHash };
        previousHash = entryHash(placed);
        return { ...placed, hash: previousHash };
    });
}
