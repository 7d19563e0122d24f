// Does something with each element of a stream, several at once, and gives the results in the order of the stream.

/** @param work must not fail: nobody would see it while an earlier one is waited for */
export async function* ahead<T, R>(source: AsyncIterable<T>, width: number, work: (element: T) => Promise<R>): AsyncGenerator<R, void, undefined> {
    const running: Promise<R>[] = [];
    for await (const element of source) {
        running.push(work(element));
        if (running.length < width) continue;
        const first = running.shift();
        if (first !== undefined) yield await first;
    }
    for (const result of running) yield await result;
}
