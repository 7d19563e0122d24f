// What is checked of a call before fabric-contract-api looks at it: the function, the number of arguments and their size.
import { BATCH_MAX_BYTES, CarnetFailure, CONTRACT_FUNCTIONS, type ContractFunction } from '@carnet/domain';
import type { Context } from 'fabric-contract-api';

/** No argument of any function may be larger; most have a lower limit of their own. */
const ARGUMENT_MAX_BYTES = BATCH_MAX_BYTES;

function findFunction(contract: string, name: string): ContractFunction {
    const ofContract = CONTRACT_FUNCTIONS.filter(candidate => candidate.contract === contract);
    const found = ofContract.find(candidate => candidate.name === name);
    if (found !== undefined) return found;
    throw new CarnetFailure('UNKNOWN_FUNCTION', `${contract} has no such function.`, { contract, functions: ofContract.map(({ name: known }) => known) });
}

/** @throws CarnetFailure UNKNOWN_FUNCTION, WRONG_ARGUMENT_COUNT, TOO_LARGE */
export function checkCall(contract: string, stub: Context['stub']): ContractFunction {
    const [called = '', ...supplied] = stub.getArgs();
    const colon = called.indexOf(':');
    const found = findFunction(contract, colon < 0 ? called : called.slice(colon + 1));
    const { parameters } = found;
    if (supplied.length !== parameters.length) {
        const expected = parameters.length === 0 ? 'no arguments' : `the arguments ${parameters.join(', ')}`;
        throw new CarnetFailure('WRONG_ARGUMENT_COUNT', `${contract}:${found.name} takes ${expected}.`, {
            function: `${contract}:${found.name}`, parameters, supplied: supplied.length,
        });
    }
    supplied.forEach((text, index) => {
        // Never more characters than bytes; the readers of the arguments count the bytes.
        if (text.length <= ARGUMENT_MAX_BYTES) return;
        throw new CarnetFailure('TOO_LARGE', `Send at most ${ARGUMENT_MAX_BYTES} bytes.`, { field: parameters[index] ?? '', limit: ARGUMENT_MAX_BYTES });
    });
    return found;
}
