// The probe chaincode: runs the list of ledger operations it is given, one after the other, and answers with their results.
'use strict';
const { writeFileSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { Contract } = require('fabric-contract-api');

const text = bytes => Buffer.from(bytes).toString('utf8');

/** Pulls at most `count` records, as a contract that stops early does. */
async function take(iterator, count = Infinity) {
    const records = [];
    while (records.length < count) {
        const { value, done } = await iterator.next();
        if (value) records.push(value);
        if (done || !value) break;
    }
    await iterator.close();
    return records;
}

const pair = ({ key, value }) => [key, text(value)];

const OPERATIONS = {
    get: async (stub, key) => text(await stub.getState(key)),
    put: (stub, key, value) => stub.putState(key, Buffer.from(value)),
    delete: (stub, key) => stub.deleteState(key),
    range: async (stub, start, end, count) => (await take(await stub.getStateByRange(start, end), count)).map(pair),
    page: async (stub, start, end, size, bookmark) => {
        const { iterator, metadata } = await stub.getStateByRangeWithPagination(start, end, size, bookmark);
        // An empty page has metadata of no bytes, which the shim gives as undefined.
        return { records: (await take(iterator)).map(pair), fetched: metadata?.fetchedRecordsCount ?? 0, bookmark: metadata?.bookmark ?? '' };
    },
    compositeKey: (stub, objectType, attributes) => stub.createCompositeKey(objectType, attributes),
    partial: async (stub, objectType, attributes) => (await take(await stub.getStateByPartialCompositeKey(objectType, attributes))).map(pair),
    history: async (stub, key) => (await take(await stub.getHistoryForKey(key)))
        .map(({ txId, value, isDelete }) => ({ txId, value: text(value), isDelete })),
    query: async (stub, query) => (await take(await stub.getQueryResult(query))).map(pair),
    getPrivate: async (stub, collection, key) => text(await stub.getPrivateData(collection, key)),
    getPrivateHash: async (stub, collection, key) => Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
    putPrivate: (stub, collection, key, value) => stub.putPrivateData(collection, key, Buffer.from(value)),
    deletePrivate: (stub, collection, key) => stub.deletePrivateData(collection, key),
    rangePrivate: async (stub, collection, start, end) => (await take(await stub.getPrivateDataByRange(collection, start, end))).map(pair),
    setPolicy: (stub, key, base64) => stub.setStateValidationParameter(key, Buffer.from(base64, 'base64')),
    getPolicy: async (stub, key) => Buffer.from(await stub.getStateValidationParameter(key) ?? []).toString('base64'),
    event: async (stub, name, payload) => { stub.setEvent(name, Buffer.from(payload)); },
    invoke: async (stub, chaincode, args, channel) => {
        const { status, message, payload } = await stub.invokeChaincode(chaincode, args, channel);
        return { status, message, payload: text(payload) };
    },
    transient: async stub => Object.fromEntries([...stub.getTransient()].map(([name, value]) => [name, text(value)])),
    timestamp: async stub => stub.getDateTimestamp().toISOString(),
    mspId: async stub => stub.getMspID(),
    sleep: async (stub, milliseconds) => { await sleep(milliseconds); },
    /** Tells the test, outside the ledger, that this operation was reached. */
    signal: async (stub, file) => { writeFileSync(file, ''); },
    fail: async (stub, message) => { throw new Error(message); },
};

class Probe extends Contract {
    /** `program` is a JSON array of [operation, …arguments]; the answer is the JSON array of their results. */
    async run({ stub }, program) {
        const results = [];
        for (const [name, ...args] of JSON.parse(program)) {
            const operation = OPERATIONS[name];
            if (!operation) throw new Error(`unknown operation ${name}`);
            const result = await operation(stub, ...args);
            // A write answers with an empty buffer, or with nothing.
            results.push(result === undefined || Buffer.isBuffer(result) ? null : result);
        }
        return JSON.stringify(results);
    }
}

module.exports.contracts = [Probe];
