// Writing to a stream as fast as its client reads, and no faster.
import type { ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';

/** Resolves when the stream takes more, or when the signal says that the client has gone. */
export function writeWhenRead<Q, R>(call: ServerWritableStream<Q, R> | ServerDuplexStream<Q, R>, response: R, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
        if (signal.aborted || call.write(response)) {
            resolve();
            return;
        }
        const done = (): void => {
            call.removeListener('drain', done);
            signal.removeEventListener('abort', done);
            resolve();
        };
        call.once('drain', done);
        signal.addEventListener('abort', done);
    });
}
