// docs/policy.md says what the code does: its policy is decoded, its sentences, request and decision are what comes out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { CEDAR_HOLDER_TO_HOLDER, CEDAR_VALIDITY, CLAUSES, damageOfFiles, decidePolicyFile, decodePolicyFile, policySentences } from '@carnet/domain';

const document = readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'docs', 'policy.md'), 'utf8');

/** The block that stands under this mark. */
function block(mark: string): string {
    const found = new RegExp(`<!-- ${mark} -->\n\`\`\`[a-z]*\n([^]*?)\n\`\`\`\n`).exec(document)?.[1];
    assert.ok(found !== undefined, `docs/policy.md has a block ${mark}`);
    return found;
}

test('the policy of docs/policy.md is one, and is said in its sentences', () => {
    const { rules, limits, approvals, assertions } = policySentences(decodePolicyFile(block('policy')));
    assert.deepEqual(block('sentences').split('\n'), [...rules, ...limits, ...approvals, ...assertions].map(({ id, sentence }) => `${id}: ${sentence}`));
});

test('the request of docs/policy.md is decided as it says', () => {
    assert.deepEqual(decidePolicyFile(block('policy'), block('request')), JSON.parse(block('decision')));
});

test('the damage bound of docs/policy.md is what comes out', () => {
    const { sentence, exact } = damageOfFiles({ policy: block('policy') }, { horizonDays: 7, now: Date.parse('2026-03-04T11:00:00.000Z') });
    assert.deepEqual([block('bound'), true], [sentence, exact]);
});

test('docs/policy.md has a row for each clause, and names what the Cedar export adds', () => {
    const rows = [...document.matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name);
    for (const clause of CLAUSES) assert.ok(rows.includes(clause), clause);
    for (const id of [CEDAR_VALIDITY, CEDAR_HOLDER_TO_HOLDER]) assert.ok(document.includes(`\`${id}\``), id);
});
