// A fault that happens to every n-th envelope.

export function everyNth(n: number): () => boolean {
    let count = 0;
    return () => ++count % n === 0;
}
