// carnet policy decide, show, cedar: the ledger's own decision, and what a policy says, from files and without a network.
import {
    CEDAR_SCHEMA, cedarText, decidePolicyFile, decodePolicyFile, policyHash, policySentences, SENTENCE_LANGUAGES,
    type Policy, type PolicyReason, type PolicySentence, type SentenceLanguage,
} from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command } from '../command/command.js';
import { readText } from '../command/files.js';
import { UsageError } from '../command/options.js';
import { printable, show } from '../command/output.js';

function chapter(title: string, sentences: readonly PolicySentence[]): string[] {
    if (sentences.length === 0) return [];
    return ['', title, ...sentences.map(({ id, sentence, note }) => `  ${id}: ${printable(sentence)}${note === undefined ? '' : ` (${printable(note)})`}`)];
}

const CHAPTERS: Readonly<Record<SentenceLanguage, readonly [string, string, string, string]>> = {
    en: ['Rules: what forbids wins; what nothing allows is refused', 'Limits', 'Approvals', 'Assertions'],
    fr: ['Règles : une interdiction l’emporte ; ce que rien n’autorise est refusé', 'Limites', 'Approbations', 'Affirmations'],
};

/** A policy in sentences: what it is, then its rules, limits, approvals and assertions. */
export function policyLines(policy: Policy, language: SentenceLanguage): string[] {
    const { general, rules, limits, approvals, assertions } = policySentences(policy, language);
    const [ofRules, ofLimits, ofApprovals, ofAssertions] = CHAPTERS[language];
    return [
        `${policy.id} version ${policy.version}`, ...general,
        ...chapter(ofRules, rules), ...chapter(ofLimits, limits), ...chapter(ofApprovals, approvals), ...chapter(ofAssertions, assertions),
    ];
}

/** The code with its parameters, then the sentence of the rule, limit or approval. */
function reasonLines({ code, id, parameters }: PolicyReason, sentences: ReadonlyMap<string, string>): string[] {
    const values = Object.entries(parameters).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') || '-' : String(value)}`);
    const said = id === undefined ? undefined : sentences.get(id);
    return [[code, ...id === undefined ? [] : [id], ...values.length === 0 ? [] : [`(${values.join(', ')})`]].join(' '), ...said === undefined ? [] : [`  ${said}`]];
}

/** Rules may have the ids of limits, so each kind of reason looks among its own. */
function sentencesFor({ code }: PolicyReason, policy: Policy): ReadonlyMap<string, string> {
    const { rules, limits, approvals } = policySentences(policy);
    const among = code.includes('RULE') || code === 'DENY_UNKNOWN' ? rules : code.startsWith('APPROVAL') ? approvals : limits;
    return new Map(among.map(({ id, sentence }) => [id, sentence]));
}

export const policyDecide: Command = {
    help: `Decides a payment by a policy as the ledger would. FILE is the policy as JSON; one of the two files may be - for standard input.
The request is JSON: {"payee": {"id", "category"?, "country"?, "region"?, "groups"?}, "channel": pos, online or p2p,
  "amount": minor units as a text, "currency"?, "time": an instant in UTC as 2026-03-04T11:00:00Z,
  "used"?: {id of a limit or cumulative approval: what it counted so far in its period, as a text},
  "approvals"?: {id of an approval: {"needed", "given"}, or the number given, of which one is needed}}
--json: {"decision", "reasons", "allowedBy"}; the decision is ALLOW, NEEDS_APPROVAL or DENY. Needs no network.
The exit status is 0 whatever the decision.`,
    options: { request: 'FILE' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const [file, request] = [options.word('FILE'), options.needed('request')];
        if (file === '-' && request === '-') throw new UsageError('only one of the two files is standard input');
        const [policyText, requestText] = [await readText(file, terminal), await readText(request, terminal)];
        const answer = checkedByDomain(() => decidePolicyFile(policyText, requestText));
        const policy = decodePolicyFile(policyText);
        show(terminal, options, answer, () => [
            answer.decision === 'ALLOW' ? `ALLOW by ${answer.allowedBy.map(({ id }) => id).join(', ')}` : answer.decision,
            ...answer.reasons.flatMap(reason => reasonLines(reason, sentencesFor(reason, policy))),
        ]);
        return EXIT.OK;
    },
};

export const policyShow: Command = {
    help: `Says in plain sentences what a policy allows, forbids and limits. FILE (- for standard input) is the policy as JSON.
--json: {"policyHash", "general", "rules", "limits", "approvals", "assertions"}. Needs no network.`,
    options: { language: '[en|fr]' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const language = options.oneOf('language', SENTENCE_LANGUAGES) ?? 'en';
        const text = await readText(options.word('FILE'), terminal);
        const policy = checkedByDomain(() => decodePolicyFile(text));
        const hash = policyHash(policy);
        show(terminal, options, { policyHash: hash, ...policySentences(policy, language) }, () => [...policyLines(policy, language), '', `policyHash ${hash}`]);
        return EXIT.OK;
    },
};

export const policyCedar: Command = {
    help: `Writes the rules of a policy in Cedar, without its limits and approvals. FILE (- for standard input) is the policy as JSON.
--schema: the Cedar schema of the requests instead. --json: {"cedar", "schema"}. Needs no network.`,
    options: { schema: 'flag' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const text = await readText(options.word('FILE'), terminal);
        const cedar = checkedByDomain(() => cedarText(decodePolicyFile(text)));
        show(terminal, options, { cedar, schema: CEDAR_SCHEMA }, () => [...(options.flag('schema') ? CEDAR_SCHEMA : cedar).trimEnd().split('\n')]);
        return EXIT.OK;
    },
};
