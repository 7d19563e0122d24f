// From a plan to what is sealed: names become people, files become sections.
import { dirname, resolve } from 'node:path';
import { present, type DocumentPolicy, type Person, type ReleaseTree } from '@carnet/domain';
import type { OwnDraft } from '../../documents/consent/sealing.js';
import { cutJson } from '../../documents/content/json-content.js';
import type { SectionSource } from '../../documents/content/section-source.js';
import type { NewGroup, NewHolder } from '../../documents/sealing/draft.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { Terminal } from '../command/command.js';
import { fileContent } from '../command/file-content.js';
import { readText } from '../command/files.js';
import { readCutDocument } from './cut-document.js';
import { decodePlan, type DocumentPlan, type PlannedGroup, type PlannedPerson, type PlannedRule } from './plan.js';
import { registeredPerson } from './registered-key-file.js';

function refuse(field: string, sentence: string): never {
    throw new CarnetError('INVALID_VALUE', sentence, { details: { field: `plan.${field}` } });
}

type People = ReadonlyMap<string, PlannedPerson>;

/** What `register-key --json` printed. */
function registered(json: string, field: string): PlannedPerson {
    return registeredPerson(json, `plan.${field}`) ?? refuse(field, 'Name a file that `carnet document register-key --json` printed.');
}

async function peopleOf({ people }: DocumentPlan, folder: string, terminal: Terminal): Promise<People> {
    const found = new Map<string, PlannedPerson>();
    for (const [name, person] of Object.entries(people)) {
        found.set(name, typeof person === 'string' ? registered(await readText(resolve(folder, person), terminal), `people.${name}`) : person);
    }
    return found;
}

function personNamed(people: People, name: string, field: string): PlannedPerson {
    return people.get(name) ?? refuse(field, `Nobody among the people is called ${name}.`);
}

const asPerson = ({ mspId, publicKeyHash }: PlannedPerson): Person => ({ mspId, publicKeyHash });

function holderNamed(people: People, name: string, field: string): NewHolder {
    const person = personNamed(people, name, field);
    return { identity: asPerson(person), keyId: person.keyId ?? refuse(field, `Say which encryption key ${name} has: keyId.`) };
}

function treeOf({ k, of }: PlannedRule, holders: readonly string[], field: string): ReleaseTree {
    const place = (name: string): number => holders.indexOf(name) + 1 || refuse(field, `${name} is none of the holders of the group.`);
    return { k, of: of.map(one => typeof one === 'string' ? { holder: place(one) }
        : 'person' in one ? { holder: place(one.person), weight: one.weight } : treeOf(one, holders, field)) };
}

function groupOf({ k, holders, rule }: PlannedGroup, people: People, field: string): NewGroup {
    const tree = rule === undefined ? undefined : treeOf(rule, holders, `${field}.rule`);
    const needed = tree?.k ?? k ?? refuse(field, 'Say how many holders must agree: k, or a rule.');
    return { k: needed, holders: holders.map((name, place) => holderNamed(people, name, `${field}.holders[${place}]`)), ...present({ tree }) };
}

function policyOf({ policy }: DocumentPlan, people: People): DocumentPolicy {
    const all = (names: readonly string[], field: string): Person[] => names.map(name => asPerson(personNamed(people, name, `policy.${field}`)));
    const { parties, requesters, amend = { k: parties.length, of: parties }, events = [], delaySeconds = 0, veto = [] } = policy;
    return {
        parties: all(parties, 'parties'),
        requesters: requesters.map(one => typeof one === 'string' ? asPerson(personNamed(people, one, 'policy.requesters')) : one),
        amend: { k: amend.k, of: all(amend.of, 'amend') },
        release: { events: events.map(({ event, k, attesters }) => ({ event, k, attesters: all(attesters, 'events') })), delaySeconds, veto: all(veto, 'veto') },
    };
}

async function sectionsOf({ json, seal = {}, files = [] }: DocumentPlan, folder: string, terminal: Terminal): Promise<SectionSource[]> {
    const cut: SectionSource[] = [];
    if (json !== undefined) {
        cut.push(...cutJson(readCutDocument(await readText(resolve(folder, json), terminal), 'content'), seal));
    }
    return [...cut, ...files.map(({ file, ...section }) => ({ ...section, content: fileContent(resolve(folder, file)) }))];
}

/**
 * Reads the plan and the JSON files that it names; other files as they are sealed.
 * @throws CarnetError with the field of the plan, FILE_UNREADABLE, CONTENT_INVALID
 */
export async function draftOf(path: string, terminal: Terminal): Promise<OwnDraft> {
    const plan = decodePlan(await readText(path, terminal));
    const folder = path === '-' ? '.' : dirname(path);
    const people = await peopleOf(plan, folder, terminal);
    const { docId, type, title = null, keep = [] } = plan;
    return {
        docId, type, title, policy: policyOf(plan, people),
        groups: Object.fromEntries(Object.entries(plan.groups).map(([name, group]) => [name, groupOf(group, people, `groups.${name}`)])),
        sections: [...keep.map(one => ({ keep: one })), ...await sectionsOf(plan, folder, terminal)],
    };
}
