// docs/errors.md as the tables in the source give it: `npm run docs` writes it, a test compares.
import { CLIENT_CODES } from '@carnet/client';
import { FAILURE_CODES } from '@carnet/domain';
import { NETWORK_CODES } from '@carnet/network';

type Codes = Readonly<Record<string, { readonly meaning: string; readonly action: string }>>;

function table(codes: Codes): string {
    const cell = (text: string): string => text.replaceAll('|', '\\|');
    return ['| code | what it means | what to do |', '|---|---|---|']
        .concat(Object.entries(codes).map(([code, { meaning, action }]) => `| \`${code}\` | ${cell(meaning)} | ${cell(action)} |`))
        .join('\n');
}

export function errorsReference(): string {
    return `# Error codes

Made from the tables in the source by \`npm run docs\`. A code is never renamed or reused once released.

## Of the ledger

The chaincode answers \`CODE: sentence\`, mostly followed by a JSON object with the parameters. The client gives them as \`CarnetError.code\`, \`message\` and
\`details\`; the peer command prints the text.

${table(FAILURE_CODES)}

## Of the client library

${table(CLIENT_CODES)}

## Of carnet-network

${table(NETWORK_CODES)}
`;
}
