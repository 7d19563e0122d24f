// The codes of NetworkError: what each means and what to do. The reference page is made from this table.

interface Code {
    readonly meaning: string;
    readonly action: string;
}

export const NETWORK_CODES = {
    // What was asked for.
    OPTION_INVALID: { meaning: 'An option of `up` is out of its range.', action: 'Give a value from the range that the message names.' },
    ORDERERS_UNSUPPORTED: { meaning: 'Several orderers were asked of the embedded engine.', action: 'Leave `--orderers` out, or take `--engine fabric`.' },
    ORG_UNKNOWN: { meaning: 'The network has no such organisation.', action: 'Take `org1` or `org2`.' },
    LOG_UNKNOWN: { meaning: 'There is no log of that name.', action: 'Take one that `carnet-network logs` lists, without `.log`.' },

    // The folder.
    NO_NETWORK: { meaning: 'The folder holds no network.', action: 'Run `carnet-network up`, or name the right `--dir`.' },
    FOLDER_NOT_EMPTY: { meaning: 'The folder holds other files and no network.', action: 'Give another `--dir`, or empty the folder.' },
    FOLDER_DAMAGED: { meaning: '`network.json` cannot be read.', action: 'Run `carnet-network down`, then `up`.' },
    SETTINGS_DIFFER: { meaning: 'The network in the folder was made with other options.', action: 'Leave the option out, take another `--dir`, or `down` first.' },
    ORGANIZATIONS_INCOMPLETE: { meaning: 'A certificate or key of the network is missing.', action: 'Put the file back, or `down` and start anew.' },
    FOLDER_UNUSABLE: { meaning: 'The folder cannot be made, read or written.', action: 'Give another `--dir`, or put right what the message names.' },
    INTERRUPTED: { meaning: 'The command was interrupted, mostly by Ctrl-C.', action: 'Run it again: it goes on from what is there.' },
    NETWORK_BUSY: { meaning: 'Another command is at work on this folder.', action: 'Wait for it to end.' },

    // Processes.
    FABRIC_PROGRAMS_MISSING: { meaning: 'The fabric engine lacks Fabric\'s programs.', action: 'Install them as the message says and set `FABRIC_HOME`.' },
    PORT_IN_USE: { meaning: 'Another process has a port of the network.', action: 'End that process, or give another `--port-offset`.' },
    NO_FREE_PORTS: { meaning: 'No port offset was free.', action: 'End networks that still run.' },
    PROGRAM_NOT_STARTED: { meaning: 'A program could not be started at all.', action: 'Look at the reason in the message.' },
    NODE_DIED: { meaning: 'A node ended while it was waited for.', action: 'Read the end of its log in the message.' },
    NOT_READY: { meaning: 'Something did not become ready in time.', action: 'Read the log that the message names; run the command again.' },
    NETWORK_NOT_RUNNING: { meaning: 'Nodes of the network do not run.', action: 'Run `carnet-network up`: it starts what is missing.' },
    PROCESS_WONT_END: { meaning: 'A process outlived SIGTERM and SIGKILL.', action: 'End it by hand and try again.' },
    COMMAND_FAILED: { meaning: 'A program of Fabric failed.', action: 'Read what it said, in the message.' },
    ORDERER_NOT_JOINED: { meaning: 'An orderer refused to join the channel.', action: 'Read its answer in the message and its log.' },
    CONTROL_UNREACHABLE: { meaning: 'The process of the embedded network does not answer.', action: 'Read its log; run `carnet-network up`.' },

    // Chaincode.
    CHAINCODE_NOT_FOUND: { meaning: 'The folder holds no Node chaincode.', action: 'Give a folder with a package.json that has a `main`.' },
    CHAINCODE_NOT_BUILT: { meaning: 'The chaincode\'s `main` is not there.', action: 'Build the chaincode, mostly with `npm run build`.' },
    CHAINCODE_DEPENDENCIES_MISSING: { meaning: 'fabric-shim is not installed for the chaincode.', action: 'Run `npm install` in its folder.' },
    CHAINCODE_NAME_INVALID: { meaning: 'Fabric does not take such a name, version or label.', action: 'Use letters, digits and `- _`, as the message says.' },
    CHAINCODE_DIED: { meaning: 'A chaincode process ended while it was waited for.', action: 'Read the end of its log in the message.' },
    CHAINCODE_SILENT: { meaning: 'A peer could not reach the chaincode.', action: 'Read the logs of the peer and of the chaincode.' },
    CHAINCODES_TOO_MANY: { meaning: 'The network holds as many chaincodes as it can.', action: 'Use another network.' },
    DEFINITION_INVALID: { meaning: 'The endorsement policy or a collection is malformed.', action: 'Correct what the message names.' },
    DEPLOY_FAILED: { meaning: 'The embedded network could not deploy.', action: 'Read its reason in the message, and its log.' },
    COLLECTIONS_UNREADABLE: { meaning: 'The collections file is not a JSON array.', action: 'Correct the file.' },

    // People.
    IDENTITY_UNKNOWN: { meaning: 'The organisation has issued no such identity.', action: 'Issue it with `carnet-network identity`.' },
    IDENTITY_EXISTS: { meaning: 'The name is taken by an identity of another kind.', action: 'Take another name, or delete its folder.' },
    IDENTITY_NAME_INVALID: { meaning: 'That cannot be a person\'s name.', action: 'Use 1 to 48 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit.' },
    IDENTITY_DAYS_INVALID: { meaning: 'That cannot be a validity.', action: 'Give whole days in the range that the message names.' },
    ATTRIBUTE_NAME_INVALID: { meaning: 'That cannot name an attribute.', action: 'Use 1 to 64 of `A-Z a-z 0-9 . _ -`.' },
    ATTRIBUTE_VALUE_INVALID: { meaning: 'That cannot be an attribute\'s value.', action: 'Give at most 256 characters without control characters.' },
    ATTRIBUTES_TOO_MANY: { meaning: 'A certificate cannot carry so many attributes.', action: 'Give at most 32.' },
    CA_UNREADABLE: { meaning: 'A certificate authority\'s key or certificate cannot be read.', action: 'Restore it, or `down` and start anew.' },
} as const satisfies Readonly<Record<string, Code>>;

export type NetworkCode = keyof typeof NETWORK_CODES;
