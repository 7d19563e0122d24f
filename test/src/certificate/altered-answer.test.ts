// What the organisations signed is the answer to this question: another question, another chaincode or an answer that contradicts itself is refused,
// even where real peers had signed it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readRoots, serialiseCertificate, verifyCertificate, type Certificate } from '@carnet/client';
import { assembleCertificate } from '@carnet/client/dist/certificate/assemble.js';
import { toBase64 } from '@carnet/client/dist/certificate/base64.js';
import { sha256 } from '@carnet/client/dist/certificate/web-crypto.js';
import { CONTRACT_FUNCTIONS } from '@carnet/domain';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { bytesOf, certify, changedAnswer, gatherMaterial, signedAgain, withReport, type Material } from './material.js';
import { refusedAs } from './refused.js';

let material: Material;
before(async () => { material = await gatherMaterial(); });
after(async () => material.trade.close());

/** The answer changed and signed again by the real peers. */
function answered(change: (action: peer.ChaincodeAction, payload: peer.ProposalResponsePayload) => void): Certificate {
    const { certificate, peers } = material;
    return { ...certificate, signed: signedAgain(certificate.signed, peers, changedAnswer(certificate.signed, change)) };
}

/** Another channel header, to which hash and signatures are made to fit. */
async function asked(change: (header: common.ChannelHeader) => void): Promise<Certificate> {
    const { certificate, peers } = material;
    const header = common.ChannelHeader.deserializeBinary(bytesOf(certificate.signed.channelHeader));
    change(header);
    const signed = { ...certificate.signed, channelHeader: toBase64(header.serializeBinary()) };
    const hash = await sha256(bytesOf(signed.channelHeader), bytesOf(signed.signatureHeader), bytesOf(signed.proposalPayload));
    return { ...certificate, signed: signedAgain(signed, peers, changedAnswer(signed, (_, payload) => payload.setProposalHash(hash))) };
}

test('the answer to another question', async () => {
    const { trade, certificate, roots } = material;
    const { certificate: other } = await certify(trade, certificate.entries[0]?.groups.event?.fields['vin'] as string);
    for (const part of ['channelHeader', 'signatureHeader'] as const) {
        assert.equal(await refusedAs({ ...certificate, signed: { ...certificate.signed, [part]: other.signed[part] } }, roots), 'PROOF_PROPOSAL_MISMATCH', part);
    }
    const reads = await trade.network.endorse(trade.network.user('org1', 'User1'), 'VehicleRecord:ReadVehicle', ['VF1KG1PBE34488860'], {
        endorsingOrganizations: ['Org1MSP', 'Org2MSP'],
    });
    assert.equal(await refusedAs({ ...assembleCertificate(reads.envelope, []), entries: certificate.entries }, roots), 'PROOF_WRONG_FUNCTION');
});

test('another channel or chaincode than the reader expects, or than the question named', async () => {
    const { certificate, roots } = material;
    assert.equal(await refusedAs(certificate, roots, { channel: 'theirs' }), 'PROOF_WRONG_CHANNEL');
    assert.equal(await refusedAs(certificate, roots, { chaincode: 'theirs' }), 'PROOF_WRONG_CHAINCODE');
    assert.equal(await refusedAs(await asked(header => header.setChannelId('theirs')), roots), 'PROOF_WRONG_CHANNEL');
    assert.equal(await refusedAs(await asked(header => header.setType(1)), roots), 'PROOF_WRONG_CHANNEL');
    assert.equal(await refusedAs(answered(action => action.getChaincodeId()?.setName('theirs')), roots), 'PROOF_WRONG_CHAINCODE');
    const named = await asked(header => {
        const extension = peer.ChaincodeHeaderExtension.deserializeBinary(header.getExtension_asU8());
        extension.getChaincodeId()?.setName('theirs');
        header.setExtension$(extension.serializeBinary());
    });
    assert.equal(await refusedAs(named, roots), 'PROOF_WRONG_CHAINCODE');
});

test('a transaction id that is not of this question, and a time that is not that of the report', async () => {
    const { certificate, roots } = material;
    assert.equal(await refusedAs(await asked(header => header.setTxId('a'.repeat(64))), roots), 'PROOF_TRANSACTION_ID_MISMATCH');
    const later = await asked(header => header.getTimestamp()?.setSeconds((header.getTimestamp()?.getSeconds() ?? 0) - 60));
    assert.equal(await refusedAs(later, roots), 'PROOF_TIME_MISMATCH');
    const { report } = await verifyCertificate(serialiseCertificate(certificate), roots);
    const readAt = Date.parse(report.readAt);
    assert.equal(await refusedAs(certificate, roots, { at: readAt - 121_000 }), 'PROOF_FROM_THE_FUTURE');
    await verifyCertificate(serialiseCertificate(certificate), roots, { at: readAt - 100_000 });
    await verifyCertificate(serialiseCertificate(certificate), roots, { at: readAt + 50 * 365 * 86_400_000 });
});

test('an error in the place of a report, an answer that would write, one without the head in its read set', async () => {
    const { roots } = material;
    assert.equal(await refusedAs(answered(action => action.getResponse()?.setStatus(500)), roots), 'PROOF_RESPONSE_STATUS');
    const announcing = answered(action => {
        const event = new peer.ChaincodeEvent();
        event.setEventName('carnet');
        action.setEvents(event.serializeBinary());
    });
    assert.equal(await refusedAs(announcing, roots), 'PROOF_NOT_A_READING');
    const withSet = (change: (state: ledger.rwset.kvrwset.KVRWSet) => void): Certificate => answered(action => {
        const set = ledger.rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8());
        for (const own of set.getNsRwsetList().filter(one => one.getNamespace() === 'carnet')) {
            const state = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(own.getRwset_asU8());
            change(state);
            own.setRwset(state.serializeBinary());
        }
        action.setResults(set.serializeBinary());
    });
    assert.equal(await refusedAs(withSet(state => state.addWrites(new ledger.rwset.kvrwset.KVWrite())), roots), 'PROOF_NOT_A_READING');
    assert.equal(await refusedAs(withSet(state => state.setReadsList([])), roots), 'PROOF_READ_SET_MISMATCH');
    assert.equal(await refusedAs(withSet(state => state.getReadsList().forEach(read => read.clearVersion())), roots), 'PROOF_READ_SET_MISMATCH');
    assert.equal(await refusedAs(answered(action => action.setResults('')), roots), 'PROOF_READ_SET_MISMATCH');
});

test('a report on another vehicle, in another form, or with another judgement than its entries amount to', async () => {
    const { certificate, peers, roots } = material;
    const other = withReport(certificate, peers, report => ({ ...report, vehicle: { ...report.vehicle, vin: 'VF1KG1PBE30000009' } }));
    assert.equal(await refusedAs(other, roots), 'PROOF_VEHICLE_MISMATCH');
    for (const change of [{ v: 2 }, { vehicle: null }, { judgement: [] }, { readAt: 1 }]) {
        assert.equal(await refusedAs(withReport(certificate, peers, report => ({ ...report, ...change }) as never), roots), 'PROOF_REPORT_UNREADABLE');
    }
    assert.equal(await refusedAs(answered(action => action.getResponse()?.setPayload(Buffer.from('report'))), roots), 'PROOF_REPORT_UNREADABLE');
    assert.equal(await refusedAs(answered(action => action.getResponse()?.setPayload(Uint8Array.of(0xff))), roots), 'PROOF_SIGNED_PART_MALFORMED');
    const cleared = withReport(certificate, peers, report => ({ ...report, judgement: { ...report.judgement, verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [] } }));
    assert.equal(await refusedAs(cleared, roots), 'PROOF_JUDGEMENT_MISMATCH');
    const fewer = withReport(certificate, peers, report => ({ ...report, judgement: { ...report.judgement, findings: [] } }));
    assert.equal(await refusedAs(fewer, roots), 'PROOF_JUDGEMENT_MISMATCH');
});

test('a judgement by rules that are not known here is not recomputed, and said so', async () => {
    const { certificate, peers, roots } = material;
    const newer = withReport(certificate, peers, report => ({ ...report, judgement: { ...report.judgement, rulesVersion: 99, verdict: 'LOGICAL' } }));
    assert.equal((await verifyCertificate(serialiseCertificate(newer), roots)).judgement, 'RULES_UNKNOWN');
});

test('a report is asked for under the name that the verifier knows', () => {
    assert.ok(CONTRACT_FUNCTIONS.some(({ contract, name }) => `${contract}:${name}` === 'VehicleRecord:ReadReport'));
    assert.deepEqual(Object.keys(readRoots(material.trade.network.organizations)), ['Org1MSP', 'Org2MSP']);
});
