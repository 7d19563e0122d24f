// Catches the error that a test expects.
import assert from 'node:assert/strict';
import { CarnetError } from '@carnet/client';

export async function refusalOf(call: Promise<unknown> | (() => unknown)): Promise<CarnetError> {
    try {
        await (typeof call === 'function' ? call() : call);
    } catch (error) {
        if (error instanceof CarnetError) return error;
        throw error;
    }
    return assert.fail('nothing was refused');
}
