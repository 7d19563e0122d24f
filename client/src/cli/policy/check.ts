// carnet policy check: the ledger's own proof of a policy, with a payment that shows whatever is found, from files and without a network.
import {
    checkPolicy, decodePolicyFile, formatInstant, policyHash, rosterCodec, tighteningFindings,
    type PaymentFacts, type Policy, type PolicyCheck, type PolicyFinding, type Roster,
} from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { formatAmount } from '../../wallets/amounts.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { readText } from '../command/files.js';
import { UsageError } from '../command/options.js';
import { show } from '../command/output.js';

/** A finding as JSON: its payment is a request that `carnet policy decide` takes. */
function written({ witness, ...finding }: PolicyFinding): object {
    return witness === undefined ? finding : { ...finding, witness: { ...witness, time: formatInstant(witness.time) } };
}

function paymentLine({ payee, channel, amount, time }: PaymentFacts, { currency }: Policy): string {
    const facts = [
        `payee ${payee.id}`, payee.category === undefined ? 'no category' : `category ${payee.category}`, ...payee.country === undefined ? [] : [payee.country],
        ...payee.region === undefined ? [] : [payee.region], ...payee.groups.length === 0 ? [] : [`in ${payee.groups.join(', ')}`],
        channel, formatAmount(amount, currency), formatInstant(time),
    ];
    return `  for example: ${facts.join(', ')}`;
}

function findingLines(kind: string, findings: readonly PolicyFinding[], policy: Policy): string[] {
    return findings.flatMap(({ code, id, sentence, witness }) => [
        [kind, code, ...id === undefined ? [] : [id]].join(' '), `  ${sentence}`, ...witness === undefined ? [] : [paymentLine(witness, policy)],
    ]);
}

function lines(policy: Policy, { refusals, warnings, certificate, steps }: PolicyCheck, widened: readonly PolicyFinding[] | undefined): string[] {
    const tightening = widened === undefined ? [] : widened.length === 0
        ? ['It allows nothing that the version before did not.']
        : ['It is no tightening of the version before:', ...findingLines('widened', widened, policy)];
    return [
        `${policy.id} version ${policy.version}: ${certificate === undefined ? 'refused' : 'proved'}`,
        ...certificate === undefined ? [] : certificate.proved.map(sentence => `  ${sentence}`),
        ...findingLines('refused', refusals, policy), ...findingLines('warning', warnings, policy), ...tightening,
        ...certificate === undefined ? [] : [`policyHash ${certificate.policyHash}, ${certificate.cells} cells, ${steps} steps`],
    ];
}

async function rostersIn(files: readonly string[], terminal: Terminal): Promise<ReadonlyMap<string, Roster>> {
    const rosters = new Map<string, Roster>();
    for (const file of files) {
        const text = await readText(file, terminal);
        const roster = checkedByDomain(() => rosterCodec.decode(text));
        rosters.set(roster.rosterId, roster);
    }
    return rosters;
}

export const policyCheck: Command = {
    help: `Proves a policy as the ledger does before it is published. FILE is the policy as JSON; one of the files may be - for standard input.
Refused are a policy that allows nothing, rules that never hold or allow nothing, assertions that fail, and tighten-only where it is not.
  --previous  the version before: a tighten-only policy is proved against it; of a full one it is said whether it tightens
  --roster    a roster as \`carnet roster define\` takes it; with one or more, an approval of a roster that is not among them or cannot give it is refused
--json: {"refusals", "warnings", "certificate"?, "steps", "tightens"?, "widened"?}; the witness of a finding is a request for policy decide.
Needs no network. The exit status is 0 where the policy is proved, 1 where it is refused; warnings and a full policy that widens change nothing.`,
    options: { previous: '[FILE]', roster: '[FILE …]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const [file, before] = [options.word('FILE'), options.text('previous')];
        const rosterFiles = options.all('roster');
        if ([file, before, ...rosterFiles].filter(path => path === '-').length > 1) throw new UsageError('only one of the files is standard input');
        const text = await readText(file, terminal);
        const previousText = before === undefined ? undefined : await readText(before, terminal);
        const policy = checkedByDomain(() => decodePolicyFile(text));
        const previous = previousText === undefined ? undefined : checkedByDomain(() => decodePolicyFile(previousText));
        const rosters = rosterFiles.length === 0 ? undefined : await rostersIn(rosterFiles, terminal);
        const check = checkPolicy(policy, previous, rosters);
        const widened = previous === undefined || policy.mode === 'tighten-only' ? undefined : tighteningFindings(policy, previous);
        const answer = {
            policyHash: policyHash(policy), ...check, refusals: check.refusals.map(written), warnings: check.warnings.map(written),
            ...widened === undefined ? {} : { tightens: widened.length === 0, widened: widened.map(written) },
        };
        show(terminal, options, answer, () => lines(policy, check, widened));
        return check.refusals.length === 0 ? EXIT.OK : EXIT.REFUSED;
    },
};
