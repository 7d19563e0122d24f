// Codes of the client's cryptography: shares, keys and ciphertexts. None of their errors holds a secret.
import type { FailureMeaning } from '@carnet/domain';

/** Part of CLIENT_CODES. */
export const SECRET_CODES = {
    THRESHOLD_INVALID: { meaning: 'A key cannot be split in this way.', action: 'Let 2 or more of at most 255 holders be needed, and no more than there are.' },
    NOT_ENOUGH_SHARES: { meaning: 'Fewer holders have given their shares than are needed.', action: 'Ask further holders; how many there are and how many are needed is given.' },
    DUPLICATE_SHARE: { meaning: 'One share was given twice.', action: 'Give the share of each holder once.' },
    CONFLICTING_SHARE: { meaning: 'Two different shares were given for one holder.', action: 'Check each by itself: one of them is not the one that was dealt.' },
    MALFORMED_SHARE: { meaning: 'A text is not a share: it has another length, another form or another number of pieces.', action: 'Compare it with what the holder keeps; nothing may be missing at either end.' },
    UNSUPPORTED_FIELD: { meaning: 'The share was made over another field than GF(2^8), as with 10 or 20 bits.', action: 'Use the share that was dealt for this document.' },
    SHARE_INDEX_MISMATCH: { meaning: 'The number within a share is not that of the holder for whom it was given, or there is no such holder.',
        action: 'Give each share under the number of its holder.' },
    SHARE_COMMITMENT_MISMATCH: { meaning: 'A share is not the one that was dealt to the holder who is named.', action: 'Leave it out and ask another holder; tell the parties whose share was wrong.' },
    WRONG_DOCUMENT: { meaning: 'A share is of another document.', action: 'Use the share of this document.' },
    WRONG_GROUP: { meaning: 'A share is of another group of the document.', action: 'Use the share of this group.' },
    KEY_COMMITMENT_MISMATCH: { meaning: 'The shares are those that were committed to, and do not give the committed key.',
        action: 'Try other holders; whoever dealt the shares dealt them inconsistently.' },
    RESHARING_UNSUPPORTED: { meaning: 'The shares of a rule of release are not computed on.', action: 'Rotate the group: new keys, dealt by its author.' },
    INCONSISTENT_DEALING: { meaning: 'What old holders dealt anew does not belong to one key, or new holders show wrong sums.', action: 'Share the key anew without those who are named, or with other dealers where nobody is; the sentence says who else can have made it look so.' },
    RECIPIENT_KEY_INVALID: { meaning: 'Nothing can be sealed to a public key.', action: 'Have its owner register another key.' },
    WRONG_RECIPIENT_KEY: { meaning: 'What was sealed to somebody does not open with this encryption key.',
        action: 'Use the key to which it was sealed; if it is that one, the message was changed or is of another place, and is to be disputed.' },
    ENCRYPTION_INTERRUPTED: { meaning: 'A thread that encrypts and decrypts for the client ended before its work was done.',
        action: 'Seal or open the content again: another thread takes its place. Where it happens again, give the process more memory.' },
    KEY_FILE_INVALID: { meaning: 'A file is not a key file, or asks for more work than a key file may.', action: 'Restore the file as it was written.' },
    PASSPHRASE_WRONG: { meaning: 'A passphrase does not open the key file, or the file was changed.', action: 'Type it again; keyboard layout and capitals count.' },
} as const satisfies Record<string, FailureMeaning>;
