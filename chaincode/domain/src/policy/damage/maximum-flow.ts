// Maximum flow by Dinic's algorithm (Y. Dinitz 1970): shortest augmenting paths, a level at a time. Integer capacities give an integer flow.
import type { Work } from './work';

/** What a level of paths takes for each edge. */
const STEPS_PER_EDGE = 4;

/** A network of numbered nodes. Every edge is followed by its reverse, which carries back what flowed. */
export class MaximumFlow {
    readonly #from: number[] = [];
    readonly #to: number[] = [];
    readonly #free: bigint[] = [];
    readonly #edges: number[][];

    constructor(nodes: number) {
        this.#edges = Array.from({ length: nodes }, () => []);
    }

    /** @returns the number of the edge */
    edge(from: number, to: number, capacity: bigint): number {
        const edge = this.#to.length;
        this.#from.push(from, to);
        this.#to.push(to, from);
        this.#free.push(capacity, 0n);
        this.#edges[from]?.push(edge);
        this.#edges[to]?.push(edge + 1);
        return edge;
    }

    /** What flows over an edge. */
    carried(edge: number): bigint {
        return this.#free[edge + 1] ?? 0n;
    }

    /** @returns the greatest flow, at most `most`; undefined where the work is over before it is found */
    run(source: number, sink: number, most: bigint, work: Work): bigint | undefined {
        let flow = 0n;
        while (flow < most) {
            if (!work.take(STEPS_PER_EDGE * this.#to.length)) return undefined;
            const levels = this.#levels(source);
            if (levels[sink] === undefined) break;
            const next = this.#edges.map(() => 0);
            let pushed: bigint;
            do {
                pushed = this.#push(source, sink, most - flow, levels, next);
                flow += pushed;
            } while (pushed > 0n && flow < most);
        }
        return flow;
    }

    /** After `run`: whether an edge leads out of what can still be reached from the source. Those edges are a least cut. */
    cut(source: number): (edge: number) => boolean {
        const reached = this.#levels(source);
        return edge => reached[this.#from[edge] ?? -1] !== undefined && reached[this.#to[edge] ?? -1] === undefined;
    }

    #levels(source: number): readonly (number | undefined)[] {
        const levels: (number | undefined)[] = this.#edges.map(() => undefined);
        levels[source] = 0;
        const queue = [source];
        for (const node of queue) {
            for (const edge of this.#edges[node] ?? []) {
                const to = this.#to[edge] ?? -1;
                if ((this.#free[edge] ?? 0n) === 0n || levels[to] !== undefined) continue;
                levels[to] = (levels[node] ?? 0) + 1;
                queue.push(to);
            }
        }
        return levels;
    }

    /** Pushes along one path; `next` keeps per node which edges lead nowhere any more. */
    #push(node: number, sink: number, most: bigint, levels: readonly (number | undefined)[], next: number[]): bigint {
        if (node === sink) return most;
        const edges = this.#edges[node] ?? [];
        for (; (next[node] ?? 0) < edges.length; next[node] = (next[node] ?? 0) + 1) {
            const edge = edges[next[node] ?? 0] ?? -1;
            const [to, free] = [this.#to[edge] ?? -1, this.#free[edge] ?? 0n];
            if (free === 0n || levels[to] !== (levels[node] ?? 0) + 1) continue;
            const pushed = this.#push(to, sink, most < free ? most : free, levels, next);
            if (pushed === 0n) continue;
            this.#free[edge] = free - pushed;
            this.#free[edge ^ 1] = (this.#free[edge ^ 1] ?? 0n) + pushed;
            return pushed;
        }
        return 0n;
    }
}
