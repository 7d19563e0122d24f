// Milliseconds that a peer takes for the largest calls about documents, those with 255 holders, where it offers no messages for many keys at once.
// node test/dist/benchmarks/many-holders.js [--holders 255] [--repeats 7] [--batches]
import { parseArgs } from 'node:util';
import { Trade } from '../chaincode/trade.js';
import { answerTo, grantOf, paper, Papers, questionOf, signingOf, transientOf, type Human, type Paper } from '../documents/papers.js';

const { values } = parseArgs({
    options: { holders: { type: 'string', default: '255' }, repeats: { type: 'string', default: '7' }, batches: { type: 'boolean', default: false } },
});
const count = Number(values.holders);
const trade = await Trade.founded(undefined, values.batches ? {} : { singleKeys: true });

const names = Array.from({ length: count }, (_, index) => `h${index}`);
const organisations = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? 'org1' : 'org2'] as const));
const papers = await Papers.on(trade, { author: 'org1', tax: 'org2', ...organisations });

/** Evaluated, so that the same call can be measured again: the peer does all of it but the commit. */
async function measure(by: Human, name: string, args: readonly string[], transient: Readonly<Record<string, string>> = {}): Promise<void> {
    const times: number[] = [];
    for (let n = 0; n < Number(values.repeats) + 3; n++) {
        const started = performance.now();
        await trade.network.evaluate(by.user, `SharedDocument:${name}`, args, { transient });
        if (n >= 3) times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    console.log(`${name.padEnd(20)} ${[times[0], times[Math.floor(times.length / 2)], times.at(-1)].map(time => (time ?? 0).toFixed(1).padStart(6)).join(' ')}`);
}

try {
    const [author, tax, holders] = [papers.human('author'), papers.human('tax'), papers.humans(...names)];
    const json = (value: unknown): string => JSON.stringify(value);
    const versionOf = ({ manifest, contents }: Paper): string[] => [json(manifest), json(contents)];
    const options = { docId: 'many', author, holders, k: Math.min(100, count), requesters: [tax] };
    const made = await paper(options);
    const [first] = holders;
    if (first === undefined) throw new Error('There are no holders.');
    console.log(`${`ms, ${count} holders`.padEnd(20)}  least median   most`);
    await measure(author, 'CreateDocument', versionOf(made), transientOf(made.shares));
    await papers.create(author, made);
    await papers.acknowledge(made, holders);
    await measure(author, 'SignDocument', [json(signingOf(author, made.manifest))]);
    await papers.sign(author, made);
    const question = await questionOf(tax, made.manifest, { requestId: 'all' });
    await measure(tax, 'RequestOpening', [json(question.submission)]);
    await papers.submit(tax, 'RequestOpening', question.submission);
    await measure(first, 'ApproveOpening', [json(answerTo(question, 1))], { grant: await grantOf(made, question, 1) });
    for (const [place, holder] of holders.entries()) {
        await papers.submit(holder, 'ApproveOpening', answerTo(question, place + 1), { grant: await grantOf(made, question, place + 1) });
    }
    await measure(tax, 'ReadOpening', ['many', 'all']);
    const opened = { docId: 'many', requestId: 'all', used: { g1: holders.map((_, place) => place + 1) } };
    await measure(tax, 'ConfirmOpened', [json(opened)]);
    await papers.submit(tax, 'ConfirmOpened', opened);
    await measure(tax, 'PurgeGrants', ['many', 'all']);
    await measure(author, 'ReadVersion', ['many', '1']);
    const next = await paper({ ...options, after: made.manifest });
    await measure(author, 'RotateGroup', versionOf(next), transientOf(next.shares));
    await papers.change(author, 'RotateGroup', next);
    const kept = await paper({ ...options, after: made.manifest, keep: true, changes: { title: 'Another' } });
    await measure(author, 'AmendDocument', versionOf(kept));
    await papers.acknowledge(next, holders);
    await papers.sign(author, next);
    await measure(author, 'PurgeShares', ['many', 'g1', '1']);
} finally {
    await papers.close();
}
