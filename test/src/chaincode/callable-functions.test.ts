// What anybody on the channel can call and see: exactly the documented functions, and no field of a contract.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CONTRACT_FUNCTIONS } from '@carnet/domain';
import { Trade } from './trade.js';

interface Metadata {
    readonly contracts: Readonly<Record<string, {
        readonly name: string;
        readonly contractInstance: Readonly<Record<string, unknown>>;
        readonly transactions: readonly {
            readonly name: string;
            readonly tag?: readonly string[];
            readonly parameters?: readonly { readonly name: string; readonly schema: { readonly type: string } }[];
            readonly returns?: { readonly type: string };
        }[];
    }>>;
    readonly components: { readonly schemas: object };
}

let trade: Trade;
let metadata: Metadata;
before(async () => {
    trade = await Trade.open();
    metadata = await trade.evaluate(trade.admin('org1'), 'org.hyperledger.fabric:GetMetadata') as Metadata;
});
after(async () => trade.close());

test('the callable functions are the documented table', () => {
    const callable = Object.values(metadata.contracts).filter(({ name }) => name !== 'org.hyperledger.fabric').flatMap(({ name: contract, transactions }) =>
        transactions.map(({ name, tag, parameters = [] }) => ({
            contract, name, kind: tag?.includes('SUBMIT') === true ? 'submit' : 'evaluate', parameters: parameters.map(({ name: parameter }) => parameter),
        })));
    assert.deepEqual(callable, CONTRACT_FUNCTIONS);
});

test('all parameters and results are strings, and there is no @Object class that would make every call dearer', () => {
    const transactions = Object.values(metadata.contracts).filter(({ name }) => name !== 'org.hyperledger.fabric').flatMap(({ transactions: all }) => all);
    for (const { name, parameters = [], returns } of transactions) {
        assert.deepEqual([...parameters.map(({ schema }) => schema.type), returns?.type], [...parameters.map(() => 'string'), 'string'], name);
    }
    assert.deepEqual(metadata.components.schemas, {});
});

test('contracts show no field but their name', () => {
    for (const { name, contractInstance } of Object.values(metadata.contracts)) {
        for (const field of Object.keys(contractInstance)) assert.ok(['name', 'default'].includes(field), `${name}.${field}`);
    }
});

test('no method of a contract but the documented functions can be called, by whatever name', async () => {
    const { createRequire } = await import('node:module');
    const { contracts } = createRequire(import.meta.url)('@carnet/chaincode') as { contracts: readonly (new () => { getName(): string })[] };
    for (const contract of contracts) {
        const instance = new contract();
        const documented = new Set(CONTRACT_FUNCTIONS.filter(({ contract: of }) => of === instance.getName()).map(({ name }) => name));
        const names = new Set<string>();
        for (let prototype: unknown = instance; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
            for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
        }
        for (const name of names) {
            if (documented.has(name)) continue;
            assert.equal((await trade.refused(trade.admin('org1'), `${instance.getName()}:${name}`)).code, 'UNKNOWN_FUNCTION', name);
        }
    }
});
