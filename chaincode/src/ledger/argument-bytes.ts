// How arguments and results cross the framework: as the bytes they are, read and written by our own code only.
import DataMarshall from 'fabric-shim/lib/contract-spi/datamarshall';
import { Argument } from './argument';

/** Registered as the transaction serializer, of which the framework asks results alone where `takeArgumentsAsBytes` was called. */
export class ArgumentBytes {
    toBuffer(result: unknown): Buffer {
        // Contracts answer canonical JSON texts; only the framework's GetMetadata answers an object.
        return Buffer.from(typeof result === 'string' ? result : JSON.stringify(result), 'utf8');
    }
}

export const serializers = { transaction: 'argumentBytes', serializers: { argumentBytes: ArgumentBytes } };

/**
 * Hands each argument on as bytes, so that the contract reads it strictly and can name it: the framework would decode invalid UTF-8 silently. Spares
 * each call the check of the arguments against the framework's schema as well, which says of all of them that they are strings: it compiles the
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
