// How an opening stands, from what each has answered: of several groups, at each instant that counts, and what bars comes before what grants.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openingStatus, type KeyGroup, type OpeningFacts, type OpeningStatus } from '@carnet/domain';
import { MANIFEST } from './valid-documents.js';

const GROUP: KeyGroup = MANIFEST.groups.g1;
const [EARLIEST, LATER, EXPIRES] = ['2026-03-05T12:00:00.000Z', '2026-03-05T12:00:00.001Z', '2026-04-05T12:00:00.000Z'];
type Answer = OpeningFacts['answers'][number];

const yes = (group: string, ...indexes: readonly number[]): readonly Answer[] => indexes.map(index => ({ group, index, approves: true }));
const no = (group: string, ...indexes: readonly number[]): readonly Answer[] => indexes.map(index => ({ group, index, approves: false }));
const bad = (group: string, index: number): { readonly badShares: OpeningFacts['badShares'] } => ({ badShares: [{ group, index }] });
const both = [...yes('g1', 1, 2), ...yes('g2', 2, 3)];

/** Two of three in each of two groups, of which the request asks for both. */
const FACTS: OpeningFacts = {
    request: { groups: ['g1', 'g2'], expires: EXPIRES }, groups: { g1: GROUP, g2: GROUP, g3: GROUP }, inForce: true, answers: both, badShares: [],
    vetoed: false, eventsAttested: true, earliest: EARLIEST, now: LATER,
};

const CASES: readonly (readonly [string, Partial<OpeningFacts>, OpeningStatus])[] = [
    ['enough in each group', {}, 'GRANTED'],
    ['at the end of the cooling-off', { now: EARLIEST }, 'GRANTED'],
    ['before it', { now: EARLIEST, earliest: LATER }, 'PENDING'],
    ['in the last moment before the expiry', { now: '2026-04-05T11:59:59.999Z' }, 'GRANTED'],
    ['at the expiry', { now: EXPIRES }, 'EXPIRED'],
    ['an event that is not attested', { eventsAttested: false }, 'PENDING'],
    ['nobody yet', { answers: [] }, 'PENDING'],
    ['enough in one group alone', { answers: yes('g1', 1, 2, 3) }, 'PENDING'],
    ['as many, but in one group', { answers: [...yes('g1', 1, 2), ...yes('g2', 1)] }, 'PENDING'],
    ['a group that was not asked for', { answers: [...yes('g1', 1, 2), ...yes('g3', 1, 2)] }, 'PENDING'],
    ['a group that is not there', { request: { groups: ['g1', 'g4'], expires: EXPIRES } }, 'PENDING'],
    ['one who denies, and enough others', { answers: [...both, ...no('g1', 3)] }, 'GRANTED'],
    ['so many who deny that the others are not enough', { answers: [...both.slice(2), ...yes('g1', 1), ...no('g1', 2, 3)] }, 'DENIED'],
    ['denials of one group do not count in another', { answers: [...both, ...no('g1', 3), ...no('g2', 1)] }, 'GRANTED'],
    ['denials of several groups are not added up', { answers: [...no('g1', 3), ...no('g2', 1)] }, 'PENDING'],
    ['a bad share counts for nothing', bad('g1', 2), 'PENDING'],
    ['a bad share in another group does', bad('g1', 3), 'GRANTED'],
    ['of a bad share and a denial nothing is left to hope for', { answers: no('g1', 1), ...bad('g1', 2) }, 'DENIED'],
    ['of a bad share in one group and a denial in another there is', { answers: no('g1', 1), ...bad('g2', 2) }, 'PENDING'],
    ['a veto', { vetoed: true }, 'VETOED'],
    ['a veto comes before the expiry', { vetoed: true, now: EXPIRES }, 'VETOED'],
    ['a version that is not in force any more', { inForce: false }, 'SUPERSEDED'],
    ['the expiry comes before that', { inForce: false, now: EXPIRES }, 'EXPIRED'],
];

for (const [what, facts, status] of CASES) {
    test(`${what}: ${status}`, () => { assert.equal(openingStatus({ ...FACTS, ...facts }), status); });
}
