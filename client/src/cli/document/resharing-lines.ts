// What is shown of a proposal to share a key anew, and of a request to repair a share, before a key is touched.
import { isSamePerson, type KeyGroup, type Section } from '@carnet/domain';
import type { VerifiedSigner } from '../../documents/person-signature.js';
import type { RepairReview } from '../../documents/repair/reviewing.js';
import type { ResharingReview } from '../../documents/resharing/reviewing.js';
import { factLines, tableLines } from '../command/output.js';
import { personText, signerText } from './lines.js';

function opensLines(opens: readonly Section[]): string[] {
    return ['', ...tableLines(['opens', 'bytes'], opens.flatMap(section => section.visibility === 'sealed' ? [[section.path, String(section.length)]] : []))];
}

function thresholdText(inForce: KeyGroup, { k, holders }: { readonly k: number; readonly holders: readonly unknown[] }): string {
    const text = `${k} of ${holders.length}, in place of ${inForce.k} of ${inForce.holders.length}`;
    return k < inForce.k ? `${text}: FEWER THAN BEFORE` : text;
}

function names(signers: readonly VerifiedSigner[]): string {
    return signers.map(signer => signerText(signer)).join('; ');
}

/** What is proposed is compared with the group in force, also where an older dealing is dealt anew: that is what whoever agrees gives up. */
export function resharingLines({ signed: { proposal }, proposalHash, signers, agreed, document, opens, held, index }: ResharingReview): string[] {
    const [proposer] = signers;
    const inForce = document.manifest.groups[proposal.group];
    if (inForce === undefined) throw new TypeError(`the version in force has no group ${proposal.group}`);
    return [
        ...factLines({
            'proposal': `to share the key of group ${proposal.group} of ${proposal.docId} anew, after version ${proposal.version}`,
            'by': proposer === undefined ? undefined : signerText(proposer), 'why': proposal.reason, 'at': proposal.created,
            'opens with': thresholdText(inForce, proposal), 'agreed': `${agreed ? 'by all who must' : 'not yet by all who must'}: ${names(signers)}`,
            'shares of': proposal.dealing === proposal.version ? undefined : `dealing ${proposal.dealing}`,
            'your share': held?.index, 'your new share': index, 'hash': proposalHash,
        }),
        '', ...tableLines(['new holder', 'person', 'key', 'held before'], proposal.holders.map(({ identity, keyId }, place) => [
            String(place + 1), personText(identity), keyId,
            inForce.holders.some(one => isSamePerson(one.identity, identity)) ? 'yes' : 'no',
        ])),
        ...opensLines(opens),
        'Once enough have dealt, that many new holders open all of it, whatever becomes of the version.',
    ];
}

export function repairLines({ request, requestHash, owner, keyGroup, opens, held }: RepairReview): string[] {
    return [
        ...factLines({
            'request': `to give back share ${request.lost} of group ${request.group} of ${request.docId}, version ${request.version}`,
            'by': signerText(owner), 'why': request.reason, 'at': request.created, 'to his key': request.keyId,
            'helpers': request.helpers.map(({ index }) => `${index} (${personText(keyGroup.holders[index - 1]?.identity ?? request.owner)})`).join(', '),
            'your share': held?.index, 'hash': requestHash,
        }),
        ...opensLines(opens),
    ];
}
