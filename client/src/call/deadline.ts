// Time limits of calls, and their end by the caller's AbortSignal, as gRPC takes them.
import { InterceptingCall, status, type CallOptions, type Interceptor } from '@grpc/grpc-js';

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
