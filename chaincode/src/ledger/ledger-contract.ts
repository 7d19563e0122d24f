// What every contract of the ledger is: strict arguments in, a canonical text or a coded error out, one event at the end.
import { CarnetFailure } from '@carnet/domain';
import { Contract } from 'fabric-contract-api';
import type { Argument } from './argument';
import { LedgerContext } from './ledger-context';
import { takeTurn } from './turns';

function decodeArgument(bytes: Uint8Array, name: string): string {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw new CarnetFailure('MALFORMED_TEXT', 'The argument is not valid UTF-8.', { field: name });
    }
}

/** What the peer says to a caller whom the policy of a collection does not name, whatever he does there. */
const NOT_ALLOWED = 'access permission on privatedata';

/** A coded refusal as it is; anything else with no more than its transaction id, so that nothing of the inside leaks. */
function asFailure(error: unknown, context: LedgerContext): CarnetFailure {
    if (error instanceof CarnetFailure) return error;
    if (error instanceof Error && error.message.includes(NOT_ALLOWED)) {
        return new CarnetFailure('NOT_IN_COLLECTION', 'Your organisation is not a member of the private collection in which this stands.', {
            mspId: context.caller.mspId,
        });
    }
    const transactionId = context.stub.getTxID();
    const cause = error instanceof Error ? error.stack ?? error.message : String(error);
    context.logging.getLogger('kernel').error(`[${transactionId}] ${cause}`);
    return new CarnetFailure('INTERNAL', 'Something unforeseen happened: report it with the transaction id.', { transactionId });
}

/** Contracts derive from this and hold nothing but transactions: every public method is callable, every field shows in GetMetadata. */
export abstract class LedgerContract extends Contract {
    override createContext(): LedgerContext {
        return new LedgerContext(this.getName());
    }

    /** The framework passes the function's name and the arguments as takeArgumentsAsBytes left them. */
    override async aroundTransaction(context: LedgerContext, name: never, parameters: readonly Argument[]): Promise<void> {
        const endTurn = await takeTurn(context.stub, parameters);
        try {
            const { kind, parameters: names } = context.call;
            const decoded = parameters.map(({ bytes }, index) => decodeArgument(bytes, names[index] ?? ''));
            if (kind === 'submit') context.requireTime();
            // The framework declares no result, and sends to the caller what it gets.
            const result = await (super.aroundTransaction(context, name, decoded) as Promise<unknown>);
            await context.state.end();
            context.setCollectedEvent();
            return result as never;
        } catch (error) {
            throw asFailure(error, context);
        } finally {
            endTurn();
        }
    }
}
