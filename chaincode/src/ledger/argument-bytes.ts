// How arguments and results cross the framework: as the bytes they are, read and written by our own code only.
import DataMarshall from 'fabric-shim/lib/contract-spi/datamarshall';
import { Argument } from './argument';

/**
 * Registered as the transaction serializer. The framework's own one decodes invalid UTF-8 silently; this one hands each argument on
 * as bytes, so that the contract reads it strictly and can name it.
 */
export class ArgumentBytes {
    toBuffer(result: unknown): Buffer {
        // Contracts answer canonical JSON texts; only the framework's GetMetadata answers an object.
        return Buffer.from(typeof result === 'string' ? result : JSON.stringify(result), 'utf8');
    }

    fromBuffer(data: Buffer): { value: Argument; validateData: string } {
        // The framework's schema says 'string'; it is satisfied with a word so that large arguments are not decoded twice.
        return { value: new Argument(data), validateData: 'bytes' };
    }
}

export const serializers = { transaction: 'argumentBytes', serializers: { argumentBytes: ArgumentBytes } };

/**
 * Spares each call the framework's check of the arguments against its schema, which says of all of them that they are strings: it compiles the
 * schema anew for each argument, and their number was checked before (`checkCall`). Called once.
 */
export function takeArgumentsAsBytes(): void {
    const { prototype } = DataMarshall;
    const checked = prototype.handleParameters;
    prototype.handleParameters = function (fn, sent, prefix) {
        if (fn.parameters === undefined) return checked.call(this, fn, sent, prefix);
        return sent.map(bytes => new Argument(bytes));
    };
}
