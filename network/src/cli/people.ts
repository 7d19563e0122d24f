// carnet-network env and identity: to act as a person of an organisation.
import { requireOrg } from '../folder.js';
import { open } from '../up.js';
import type { Command } from './command.js';
import { DEFAULT_DIR, pairs, parseOptions } from './options.js';

/** The value as one word of a POSIX shell. */
function shellQuoted(value: string): string {
    return /^[A-Za-z0-9_./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

export const env: Command = {
    usage: 'env ORG [USER] [--chaincode NAME] [--dir DIR]',
    help: `Prints export lines for the peer CLI and for client programs, to be used as
  eval "$(npx carnet-network env org1 admin)"
  peer chaincode query -C $CHANNEL_NAME -n $CHAINCODE_NAME -c '{"Args":["org.hyperledger.fabric:GetMetadata"]}'
ORG is org1 or org2; USER is Admin, User1 (default) or a name issued with \`identity\`.`,
    run: async (args, terminal) => {
        const options = parseOptions(args, { chaincode: 'text' }, ['ORG', 'USER'], 1);
        const [org = '', user = 'User1'] = options.positionals;
        const network = await open(options.text('dir') ?? DEFAULT_DIR);
        const variables = network.environment(requireOrg(org), user, options.text('chaincode'));
        for (const [name, value] of Object.entries(variables)) terminal.print(`export ${name}=${shellQuoted(value)}`);
        return true;
    },
};

export const identity: Command = {
    usage: 'identity ORG NAME [--attribute NAME=VALUE …] [--admin] [--days N] [--dir DIR]',
    help: `Issues a certificate to a person of an organisation; writes an MSP folder and a wallet file and prints their paths.
  --attribute  written where Fabric CA writes it, for the chaincode to read; may be repeated
  --admin      the node OU admin rather than client
  --days       validity (default 3650); below 0: expired so many days ago`,
    run: async (args, terminal) => {
        const options = parseOptions(args, { attribute: 'repeated', admin: 'flag', days: 'text' }, ['ORG', 'NAME']);
        const [org = '', name = ''] = options.positionals;
        const days = options.number('days');
        const attributes = pairs('attribute', options.all('attribute'));
        const network = await open(options.text('dir') ?? DEFAULT_DIR);
        const issued = await network.issueIdentity({
            org: requireOrg(org), name, attributes, admin: options.flag('admin'),
            ...days === undefined ? {} : { days },
        });
        terminal.print(issued.mspDir);
        terminal.print(issued.walletPath);
        terminal.note(`${issued.name} of ${issued.mspId}: MSP folder and wallet file above; \`carnet-network env ${org} ${name}\` acts as this person`);
        return true;
    },
};
