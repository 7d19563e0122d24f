// Codes of the client where documents are opened by consent: what it finds out itself, whatever a peer says.
import type { FailureMeaning } from '@carnet/domain';

/** Part of CLIENT_CODES. */
export const CONSENT_CODES = {
    PASSPHRASE_SHORT: { meaning: 'The passphrase for a new key file has fewer than 8 characters.', action: 'Take several words.' },
    PASSPHRASE_MISSING: { meaning: 'The passphrase of a key file is empty.', action: 'Type it, or give it with --passphrase-file or CARNET_PASSPHRASE.' },
    PASSPHRASES_DIFFER: { meaning: 'A new passphrase was typed in two ways.', action: 'Type it again, twice.' },
    KEY_BINDING_MISMATCH: { meaning: 'A peer shows an encryption key that is not the one of the person who was asked for.',
        action: 'Seal nothing to it: ask another peer, and the person.' },
    ROOTS_NEEDED: { meaning: 'The policy lets anybody of an organisation ask, or somebody acts for a person whose key was replaced, and nothing proves that he may; or something is to be given away that cannot be taken back, and nothing but one peer says how things stand.',
        action: 'Give the root certificates of the organisations (--roots), from themselves and not from the peer. Where peers of one organisation alone can be asked, a share may be given unconfirmed (--unconfirmed).' },
    POLICY_MISMATCH: { meaning: 'A peer shows a document under another policy than the one for which its shares were dealt.',
        action: 'Do nothing with it: ask another peer, and the parties.' },
    SHARE_IS_GOOD: { meaning: 'The grant that is to be reported is the share that the manifest commits to.',
        action: 'Report nobody for it: see whose share `carnet document open` calls bad.' },
    ALREADY_OPENED: { meaning: 'Whoever asked has confirmed the opening, so that a further share is of no use to it.', action: 'Nothing is to be done.' },
    PROPOSAL_OUTDATED: { meaning: 'A proposal to share a key anew, or a request for a repair, is for another version than the one in force.', action: 'Make it anew, for the version in force; or ask another peer, where this one shows an older version than the organisations confirm.' },
    MESSAGE_MISMATCH: { meaning: 'What somebody sent in a re-sharing or a repair is about something else, or of somebody else.',
        action: 'Give the files of this proposal, each of the holder who is named.' },
    DEALINGS_DIFFER: { meaning: 'Two who took part have added up different dealings.', action: 'Send one set of files to all of them, and have them do the step again. Two dealings that one holder signed prove that he dealt twice.' },
    SECTION_NOT_SEALED: { meaning: 'A section that is to be opened by consent is not there, or is public.', action: 'Compare the path with the manifest.' },
} as const satisfies Record<string, FailureMeaning>;
