// Every error code that the client itself gives, what it means and what to do; the ledger's own codes are FAILURE_CODES of @carnet/domain.
import type { FailureCode, FailureMeaning } from '@carnet/domain';

/** Code → meaning and advice, in the shape of the domain's table. A code is never renamed or reused once released. */
export const CLIENT_CODES = {
    // Settings, files and identities: nothing was sent.
    SETTING_MISSING: { meaning: 'A setting that is needed was given neither as an option nor in the environment.',
        action: 'Give the option, or set one of the variables that are named (`carnet-network env` prints them).' },
    SETTING_CONFLICT: { meaning: 'Two settings for one thing contradict each other.', action: 'Keep one of the two that are named.' },
    SETTING_INVALID: { meaning: 'A setting has a value that it cannot have.', action: 'Correct the setting that is named.' },
    FILE_UNREADABLE: { meaning: 'A file or folder cannot be read.', action: 'Correct the path that is named, or its permissions.' },
    PROFILE_INVALID: { meaning: 'The connection profile lacks something or has another structure.',
        action: 'Use a connection-org1.json as fabric-samples makes it, or give endpoint, hostAlias and tlsCaFile instead.' },
    WALLET_FILE_INVALID: { meaning: 'The wallet file is not an X.509 identity of version 1.',
        action: 'Export the identity again: {"credentials":{"certificate","privateKey"},"mspId","type":"X.509","version":1}.' },
    CERTIFICATE_MISSING: { meaning: 'A folder that should hold one certificate holds none, or more than one.',
        action: 'Leave one certificate in signcerts, or name the file.' },
    CERTIFICATE_INVALID: { meaning: 'A certificate cannot be read as X.509 PEM.', action: 'Give the PEM file that the CA issued.' },
    CERTIFICATE_EXPIRED: { meaning: 'The certificate of the identity is past its validity: peers refuse it.', action: 'Have the CA issue a new one (reenroll).' },
    CERTIFICATE_NOT_YET_VALID: { meaning: 'The validity of the certificate begins in the future.', action: 'Set the clock of this computer, or wait.' },
    KEY_MISSING: { meaning: 'The keystore holds no private key.', action: 'Copy the key that belongs to the certificate into it, or name the file.' },
    KEYSTORE_AMBIGUOUS: { meaning: 'The keystore holds several private keys, and none of them belongs to the certificate.',
        action: 'Copy the key that belongs to the certificate into it, or name the file.' },
    KEY_INVALID: { meaning: 'The private key cannot be read as unencrypted PEM.', action: 'Give the key as PKCS#8 or SEC1 PEM without a passphrase.' },
    KEY_UNSUPPORTED: { meaning: 'The private key is not an ECDSA key on P-256 or P-384.', action: 'Use an identity with an ECDSA key.' },
    KEY_MISMATCH: { meaning: 'The private key does not belong to the certificate.', action: 'Give the pair that was issued together.' },
    TLS_CA_INVALID: { meaning: 'The TLS CA file holds no certificate that can be read.', action: 'Give the PEM of the TLS CA of the peer\'s organisation.' },
    TLS_CA_EXPIRED: { meaning: 'All certificates in the TLS CA file are past their validity.', action: 'Fetch the present TLS CA of the peer\'s organisation.' },
    ENDPOINT_INVALID: { meaning: 'The endpoint is not host:port.', action: 'Write it as localhost:7051 or grpcs://peer0.org1.example.com:7051.' },
    PLAINTEXT_REFUSED: { meaning: 'The endpoint asks for a connection without TLS.', action: 'Use grpcs:// or host:port; Carnet never talks to a peer without TLS.' },
    CONNECTION_FAILED: { meaning: 'No TLS connection with the gateway peer came about within the deadline.',
        action: 'Compare endpoint, host alias and TLS CA file, which are named, with the peer; the reason that was found is given.' },
    CLIENT_CLOSED: { meaning: 'The client was closed.', action: 'Connect again.' },
    MOT_HISTORY_INVALID: { meaning: 'The text is not a DVSA MOT history in the documented structure.', action: 'Correct the field whose path is given.' },
    // Endorsement and reading: nothing was submitted.
    ENDORSERS_UNAVAILABLE: { meaning: 'The peers that the endorsement policy needs are not known, or not reachable, to the gateway peer.',
        action: 'See that a peer of every organisation needed runs with the chaincode installed, and that anchor peers are set; then repeat.' },
    CHAINCODE_NOT_FOUND: { meaning: 'The chaincode is not deployed on the channel.', action: 'Deploy it, or correct the names of chaincode and channel.' },
    CHAINCODE_UNAVAILABLE: { meaning: 'A peer could not run its chaincode: it ended, did not start, or took too long.',
        action: 'Repeat; if it stays, look at the log of the chaincode process of the peer that is named.' },
    CONTRACT_ERROR: { meaning: 'The chaincode refused with a text of its own.', action: 'Read the text; it stands in the details.' },
    ENDORSEMENT_MISMATCH: { meaning: 'The organisations\' peers computed different results, also when asked again.',
        action: 'Repeat; if it stays, the logger gateway.responsechecker of the gateway peer prints the keys that differ: the chaincode is not deterministic, or versions are mixed.' },
    ENDORSEMENT_FAILED: { meaning: 'Peers refused to endorse, for a reason that is none of the others.', action: 'Read what each peer answered in the details.' },
    ACCESS_DENIED: { meaning: 'The peer does not accept this identity on the channel.', action: 'Use an identity of an organisation of the channel that is neither expired nor revoked.' },
    GATEWAY_UNAVAILABLE: { meaning: 'The gateway peer cannot be reached, or went away during the call.', action: 'Repeat when it is back.' },
    GATEWAY_BUSY: { meaning: 'The gateway peer has as many requests as it takes.', action: 'Send fewer at a time, or raise peer.limits.concurrency.gatewayService.' },
    GATEWAY_FAILED: { meaning: 'The gateway peer refused the call, for a reason that is none of the others.', action: 'Read its answer in the details.' },
    MESSAGE_TOO_LARGE: { meaning: 'A message is larger than the transport allows.', action: 'Send or ask for less at a time.' },
    DEADLINE_EXCEEDED: { meaning: 'The call took longer than its deadline; nothing was submitted.', action: 'Repeat, or raise the deadline.' },
    ABORTED_BY_CALLER: { meaning: 'The AbortSignal of the caller was triggered.', action: 'See `outcome`: after the submit it is unknown, and resume() settles it.' },
    // From the submit on.
    SUBMIT_REFUSED: { meaning: 'The ordering service refused the transaction.', action: 'Read its answer in the details; see `outcome`.' },
    COMMIT_UNKNOWN: { meaning: 'The transaction was submitted, and its commit was not seen before the deadline.',
        action: 'Do not assume either: resume() with a journal, or make the same call again with the same ids, which changes nothing if it was committed.' },
    MVCC_READ_CONFLICT: { meaning: 'What the transaction had read was changed by another before it was committed, each time it was tried.', action: 'Repeat later; many writers are at work on one vehicle.' },
    PHANTOM_READ_CONFLICT: { meaning: 'A range that the transaction had read was changed before it was committed, each time it was tried.', action: 'Repeat later.' },
    ENDORSEMENT_POLICY_FAILURE: { meaning: 'The endorsements did not satisfy the policy at the time of commit.', action: 'Name the organisations that must endorse (endorsingOrganizations).' },
    CHAINCODE_CHANGED: { meaning: 'The chaincode was upgraded between endorsement and commit.', action: 'Repeat.' },
    DUPLICATE_TXID: { meaning: 'The id of the transaction stands on the ledger already, with a transaction that is not ours.',
        action: 'Make the call again with the same ids: if ours was committed after all, it changes nothing.' },
    TRANSACTION_INVALID: { meaning: 'The transaction was ordered and found invalid, for the reason that is named.', action: 'Look up the validation code.' },
    RESPONSE_UNREADABLE: { meaning: 'The answer of the chaincode is not the JSON that was expected.', action: 'Compare the versions of client and chaincode.' },
    JOURNAL_FAILED: { meaning: 'The journal could not keep, or not remove, a signed transaction.', action: 'See the cause; `outcome` says whether the transaction is on the ledger.' },
    JOURNAL_CORRUPT: { meaning: 'A file of the journal is not what the journal wrote.', action: 'Restore the file that is named, or look its transaction up by hand before you remove it.' },
} as const satisfies Record<string, FailureMeaning>;

export type ClientCode = keyof typeof CLIENT_CODES;

/** A code of the client, of the ledger, or of a chaincode newer than this client. */
export type CarnetErrorCode = ClientCode | FailureCode | (string & {});
