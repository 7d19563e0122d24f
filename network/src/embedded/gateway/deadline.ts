// A call's deadline: the answer, or Fabric's error when the client's time is up first.
import { status, type Deadline } from '@grpc/grpc-js';
import { RpcError } from '../grpc/rpc-error.js';

/** @throws RpcError DEADLINE_EXCEEDED with the given text. The work itself goes on: nobody waits for it. */
export async function beforeDeadline<T>(deadline: Deadline, expired: string, work: Promise<T>): Promise<T> {
    const left = Number(deadline) - Date.now();
    if (!Number.isFinite(left)) return work;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new RpcError(status.DEADLINE_EXCEEDED, expired)), Math.max(0, left));
    });
    work.catch(() => undefined);
    try {
        return await Promise.race([work, timeout]);
    } finally {
        clearTimeout(timer);
    }
}
