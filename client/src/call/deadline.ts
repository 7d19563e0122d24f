// Time limits of calls, and their end by the caller's AbortSignal, as gRPC takes them.
import { InterceptingCall, status, type CallOptions, type Interceptor } from '@grpc/grpc-js';

/** Milliseconds, all above 0. */
export interface Deadlines {
    /** For the TLS connection to come about in connect(). Default 10 000. */
    readonly connect?: number;
    /** For one evaluate. Default 10 000. */
    readonly evaluate?: number;
    /** For one endorse. Default 15 000. */
    readonly endorse?: number;
    /** For one submit, i.e. for the ordering service to take the transaction. Default 10 000. */
    readonly submit?: number;
    /** For a commit to be seen before the same bytes are sent again; doubles each time, up to 30 000. Default 5 000. */
    readonly commitStatus?: number;
    /** For a whole call with all its repetitions; what is not known then is reported as unknown. Default 120 000. */
    readonly overall?: number;
}

/** Until when a whole call with its repetitions may take, in milliseconds since 1970. */
export type OverallDeadline = number;

/** @param limit milliseconds for this one request; never beyond the overall deadline */
export function callOptions(limit: number, overall: OverallDeadline, signal: AbortSignal | undefined): CallOptions {
    const deadline = Math.min(Date.now() + limit, overall);
    return signal === undefined ? { deadline } : { deadline, interceptors: [cancelledBy(signal)] };
}

/** The gateway's API hands out promises, not calls: an interceptor is the only place where a call in progress can be ended. */
function cancelledBy(signal: AbortSignal): Interceptor {
    return (options, nextCall) => {
        const call = new InterceptingCall(nextCall(options), {
            start(metadata, _listener, next) {
                const cancel = (): void => call.cancelWithStatus(status.CANCELLED, 'cancelled by the caller');
                if (signal.aborted) queueMicrotask(cancel);
                signal.addEventListener('abort', cancel, { once: true });
                next(metadata, {
                    onReceiveStatus(received, forward) {
                        signal.removeEventListener('abort', cancel);
                        forward(received);
                    },
                });
            },
        });
        return call;
    };
}
