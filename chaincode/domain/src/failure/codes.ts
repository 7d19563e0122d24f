// Every error code of the ledger, what it means and what to do: the reference documentation is checked against this table.
import { DECISION_CODES } from './decision-codes';
import { DOCUMENT_CODES } from './document-codes';
import { MONEY_CODES } from './money-codes';
import { POLICY_CODES } from './policy-codes';
import { WALLET_CODES } from './wallet-codes';

export interface FailureMeaning {
    readonly meaning: string;
    readonly action: string;
}

/** Code → meaning and advice. A code is never renamed or reused once released. */
export const FAILURE_CODES = {
    // What was sent cannot be read.
    MALFORMED_JSON: { meaning: 'The argument is not JSON.', action: 'Send one JSON value; the position of the fault is given.' },
    MALFORMED_TEXT: { meaning: 'The argument is not valid UTF-8.', action: 'Encode arguments as UTF-8 without a byte order mark.' },
    TOO_LARGE: { meaning: 'An argument is larger than its limit.', action: 'Send less at a time; papers stay off the ledger, by their hash.' },
    TOO_DEEP: { meaning: 'Objects and arrays are nested too deeply.', action: 'Send the documented structure.' },
    DUPLICATE_FIELD: { meaning: 'A field stands twice in one JSON object.', action: 'Name each field once.' },
    FORBIDDEN_CHARACTER: {
        meaning: 'A text holds a control character, a lone surrogate, a noncharacter or an invisible direction mark.',
        action: 'Remove it from the text.',
    },
    UNKNOWN_FIELD: { meaning: 'A field is not part of the request.', action: 'Leave it out, or correct its name.' },
    MISSING_FIELD: { meaning: 'A field that the request needs is absent.', action: 'Add it.' },
    WRONG_TYPE: { meaning: 'A value is of another JSON type than the field asks for, or a number is not a plainly written integer.',
        action: 'Send the documented type; write numbers as integers without exponent or fraction.' },
    OUT_OF_RANGE: { meaning: 'A number, or the number of elements of a list, is outside its range.', action: 'Stay within the range that is named.' },
    TOO_LONG: { meaning: 'A text is longer than its limit.', action: 'Shorten it to the limit that is named.' },
    INVALID_VALUE: { meaning: 'A value of the right type is not one that the field allows.', action: 'Use a documented value.' },
    INVALID_DATE: { meaning: 'A date is not a day (and minute) of the calendar, or lies outside what this field allows.',
        action: 'Write YYYY-MM-DD or YYYY-MM-DDTHH:MM, an instant as YYYY-MM-DDTHH:MM:SS.mmmZ (UTC), within the range that is named.' },
    AMOUNT_INVALID: { meaning: 'An amount of money is not a decimal text of minor units: digits only, no leading zero, at most 18.',
        action: 'Write it as a text such as "1250"; zero only where a field allows it.' },
    // The call itself.
    UNKNOWN_FUNCTION: { meaning: 'The contract or function does not exist.', action: 'Call one of the documented functions as Contract:Function.' },
    WRONG_ARGUMENT_COUNT: { meaning: 'The function takes another number of arguments.', action: 'Pass the arguments that are named, in this order.' },
    CLOCK_SKEW: { meaning: 'The time of the proposal differs too much from the clock of an endorsing organisation.',
        action: 'Set the clock of the client (NTP) and send again.' },
    INTERNAL: { meaning: 'An unforeseen fault inside the chaincode.', action: 'Report it with the transaction id; the chaincode log has the cause.' },
    // Who may do it.
    INVALID_CALLER: { meaning: 'The caller\'s identity is not exactly one X.509 certificate in PEM.',
        action: 'Use an X.509 identity, and send its certificate without other text or certificates around it.' },
    CONSORTIUM_NOT_FOUNDED: { meaning: 'No charter is in force.', action: 'Found the consortium: FoundConsortium, then AcceptCharter by every founder.' },
    ORGANISATION_NOT_ADMITTED: { meaning: 'The organisation is not in the charter in force.', action: 'Ask the consortium to admit it.' },
    ORGANISATION_SUSPENDED: { meaning: 'The organisation is suspended.', action: 'Ask the consortium to lift the suspension.' },
    NOT_A_MEMBER: { meaning: 'The caller holds no role.', action: 'Ask the administrator of your organisation to grant one (GrantRole).' },
    NOT_LICENSED: { meaning: 'None of the caller\'s roles allows this.', action: 'Have one of the roles that are named granted.' },
    NOT_ADMINISTRATOR: { meaning: 'Only an administrator (node OU admin) may do this.', action: 'Call with the identity of an administrator.' },
    NOT_A_FOUNDER: { meaning: 'The organisation is not among the founders of this charter.', action: 'Call as an organisation that the charter names.' },
    NOT_IN_CAPABILITIES: { meaning: 'The organisation may not hold, and so not grant, this role.', action: 'Grant a role within its capabilities.' },
    VOTE_REQUIRED: { meaning: 'This cannot be done by one organisation alone.', action: 'Propose it to the organisations (ProposeCharterChange).' },
    LAST_ORGANISATION: { meaning: 'Every other organisation is suspended.', action: 'Lift another suspension first: nobody could lift one otherwise.' },
    // What stands on the ledger.
    CONSORTIUM_ALREADY_FOUNDED: { meaning: 'Another charter is in force.', action: 'Propose a change of it to the organisations (ProposeCharterChange).' },
    CHARTER_NOT_FOUND: { meaning: 'No charter with this hash was proposed.', action: 'Compare the hash with what FoundConsortium answered.' },
    MEMBER_NOT_FOUND: { meaning: 'This identity was never granted a role.', action: 'Compare the identity, character by character, with what WhoAmI answers it.' },
    ALREADY_EXISTS: { meaning: 'The id is taken by something with other content; the id of an entry, by another of your organisation in this book.',
        action: 'Choose another id; read what exists before you correct it.' },
    DUPLICATE_ENTRY: { meaning: 'Your organisation already recorded exactly this under another entryId.',
        action: 'Nothing needs to be recorded again; give the minute or the work order where it was a second event.' },
    INVALID_VIN: { meaning: 'This is not a vehicle identification number: 17 characters of A–H, J–N, P, R–Z, 0–9, not all the same.',
        action: 'Read it again from the vehicle; I, O and Q never occur.' },
    VIN_NOT_CONFIRMED: { meaning: 'The VIN is unusual and the warnings were not confirmed.',
        action: 'Compare it with the vehicle and name the warnings in confirmedVinWarnings.' },
    VEHICLE_NOT_FOUND: { meaning: 'No vehicle with this VIN is registered.', action: 'Compare the VIN, or register the vehicle first.' },
    BOOK_FULL: { meaning: 'The book holds as many entries, or as many of your organisation, as a book may.', action: 'Ask the consortium; entries cannot be removed.' },
    DAY_FULL: { meaning: 'As many entries as a book takes for one day, in all or of one organisation, stand on this day.', action: 'Check the date of the entries.' },
    VEHICLE_RETIRED: { meaning: 'The book is closed: the vehicle is at the end of its life.', action: 'Only corrections and disputes are still recorded.' },
    REPLACEMENTS_FULL: { meaning: 'The book holds as many replacements of the meter, or as many of your organisation, as a book may.',
        action: 'Ask the consortium; entries cannot be removed.' },
    RECALL_ALREADY_OPEN: { meaning: 'The campaign is open for this vehicle.', action: 'Nothing needs to be recorded again.' },
    RECALL_NOT_OPEN: { meaning: 'No campaign of this number is open for the vehicle.',
        action: 'Compare the number with the open ones that are named; the manufacturer or an authority opens a campaign first.' },
    RECALLS_FULL: { meaning: 'As many recalls are open, in all or of your organisation, as a vehicle may have.', action: 'Have those that were done recorded.' },
    NOT_IN_STOCK: { meaning: 'Your organisation does not have the vehicle in stock.', action: 'Record STOCK_IN first.' },
    CONFIRMATION_NEEDED: { meaning: 'A check found something that is possible and seldom right; the findings are named.',
        action: 'Look at the vehicle and the entry again; if it stands, send it with confirm: true.' },
    NOT_CORRECTABLE: { meaning: 'The entry has no reading of a meter, which is all that a correction replaces.',
        action: 'Record a further entry that puts it right.' },
    CORRECTION_PENDING: { meaning: 'A correction of this entry waits for its confirmation.', action: 'Have it confirmed or rejected first.' },
    CORRECTION_NOT_PENDING: { meaning: 'No correction of this name waits for its confirmation.', action: 'Read the history: it was closed, or the name is another.' },
    EVIDENCE_NEEDED: { meaning: 'The entry was recorded more than 28 days ago: a correction needs a paper that supports it.',
        action: 'Name the paper in evidence, by its hash.' },
    SECOND_ORGANISATION_NEEDED: { meaning: 'The organisation that proposed a correction cannot confirm it.',
        action: 'Ask an inspector, authority or manufacturer of another organisation to.' },
    OWN_ENTRY: { meaning: 'The entry is of your own organisation.', action: 'Correct it instead (ProposeCorrection).' },
    ALREADY_DISPUTED: { meaning: 'Your organisation has disputed this entry before.', action: 'An entry is disputed once by each organisation; read how it ended.' },
    DISPUTE_NOT_OPEN: { meaning: 'No dispute of this name is open.', action: 'Read the history: it was resolved, or the name is another.' },
    NOT_YOUR_DISPUTE: { meaning: 'Only the organisation that opened a dispute can withdraw it.', action: 'Uphold or dismiss it, if you are no party to it.' },
    PARTY_TO_DISPUTE: { meaning: 'Your organisation opened the dispute, or wrote the entry that is disputed.',
        action: 'Have an organisation decide that is neither; who opened it may withdraw it, and the author of the entry may uphold it.' },
    TOO_MANY_OPEN: { meaning: 'As many corrections are pending, or disputes open, of your organisation in this book as there may be.',
        action: 'Have some of them closed first.' },
    OFFER_STANDS: { meaning: 'Another offer of this vehicle stands.', action: 'Withdraw it first (WithdrawOffer).' },
    OFFER_NOT_FOUND: { meaning: 'No offer of this id by your organisation stands.', action: 'Read the vehicle for the offer that does.' },
    // Confidential details.
    NOT_OWN_PEER: { meaning: 'The peer that was asked is not of the caller\'s organisation: confidential details are written and read at the own peer alone.',
        action: 'Connect to a peer of your own organisation.' },
    PEER_ORGANISATION_UNKNOWN: { meaning: 'The chaincode does not know to which organisation its peer belongs, and so gives no confidential details.',
        action: 'Start the chaincode process of the peer with CORE_PEER_LOCALMSPID set to the organisation\'s MSP id.' },
    DETAILS_NOT_FOUND: { meaning: 'No confidential details are stored for this entry of your organisation.', action: 'Compare the VIN and the entryId.' },
    DETAILS_PURGED: { meaning: 'The confidential details of this entry were purged, at the time that is given.',
        action: 'They are gone; what was disclosed before can still be verified.' },
    DETAILS_UNAVAILABLE: { meaning: 'The ledger knows confidential details of this entry, which this peer of the organisation does not hold, or not yet.',
        action: 'Repeat in a while, or ask another peer of the organisation.' },
    ENTRY_NOT_FOUND: { meaning: 'The book has no entry of this id by this organisation.', action: 'Compare the MSP id and the entryId with the history.' },
    ENTRY_WITHOUT_DETAILS: { meaning: 'The entry was recorded without confidential details.', action: 'Nothing can be disclosed of it.' },
    DISCLOSURE_OF_OTHER_ENTRY: { meaning: 'The disclosure names another entry than the one against which it is checked.',
        action: 'Check it against the entry that it names.' },
    DISCLOSURE_MISMATCH: { meaning: 'The disclosure does not give the hash that stands in the entry: a name, a value, a salt or a withheld hash was changed.',
        action: 'Do not rely on it; ask the organisation that wrote the entry for another.' },
    BATCH_TOO_LARGE: { meaning: 'The batch touches too much of the ledger for one transaction.', action: 'Split it and send the halves.' },
    ...WALLET_CODES,
    ...POLICY_CODES,
    ...DECISION_CODES,
    ...MONEY_CODES,
    ...DOCUMENT_CODES,
    INVALID_BOOKMARK: { meaning: 'The bookmark was not given by this function for this question.', action: 'Pass on a bookmark unchanged, or \'\' to start.' },
} as const satisfies Record<string, FailureMeaning>;

export type FailureCode = keyof typeof FAILURE_CODES;

export function isFailureCode(text: string): text is FailureCode {
    return Object.hasOwn(FAILURE_CODES, text);
}
