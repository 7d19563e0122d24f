// carnet policy publish and set: what money of a programme, or of one wallet, may be spent on from now on.
import { policyCodec, present, type Policy } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';
import { EXIT, type Command, type Terminal } from '../command/command.js';
import { connected } from '../command/connection.js';
import { readText } from '../command/files.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { factLines, show } from '../command/output.js';
import { proposedLines } from '../decision/proposed-lines.js';

async function policyIn(options: ParsedOptions, terminal: Terminal): Promise<Policy> {
    const text = await readText(options.word('FILE'), terminal);
    return checkedByDomain(() => policyCodec.decode(text));
}

/** The decision to propose, if that is asked for. @throws UsageError */
function proposed(options: ParsedOptions): string | undefined {
    const decisionId = options.text('decision');
    if (!options.flag('propose')) return undefined;
    if (decisionId === undefined) throw new UsageError('--propose needs --decision ID');
    return decisionId;
}

const STEPS = `  --decision  the decision of the roster; with --propose its id, chosen by you. A version that is proved to tighten needs none
  --propose   opens the decision instead`;

export const publishPolicy: Command = {
    help: `Puts a policy in force for the money that a programme issues from now on (role issuer); issued money keeps its own. The ledger proves it first,
and refuses one that contradicts itself with a payment as witness; \`carnet policy check\` says the same without a network.
${STEPS}`,
    options: { decision: '[ID]', propose: 'flag' },
    words: ['PROGRAMME', 'FILE'],
    connects: true,
    run: async (options, terminal) => {
        const [policy, decisionId] = [await policyIn(options, terminal), proposed(options)];
        const programmeId = options.word('PROGRAMME');
        await connected(options, async carnet => {
            if (decisionId !== undefined) {
                const decision = await carnet.programmes.proposePolicy(programmeId, policy, decisionId);
                show(terminal, options, decision, () => proposedLines(decision));
                return;
            }
            const published = await carnet.programmes.publishPolicy(programmeId, policy, present({ decisionId: options.text('decision') }));
            const { policyHash, certificate } = published;
            show(terminal, options, published, () => factLines({
                'programme': programmeId, 'policy in force': policyHash, 'proved over': `${certificate.cells} cells`, 'proved': certificate.proved.join('; '),
            }));
        });
        return EXIT.OK;
    },
};

export const setPolicy: Command = {
    help: `Gives a wallet a policy of its own: from now on it and the policy of the coins must both allow. By the holder where it tightens.
${STEPS}`,
    options: { decision: '[ID]', propose: 'flag' },
    words: ['WALLET', 'FILE'],
    connects: true,
    run: async (options, terminal) => {
        const [policy, decisionId] = [await policyIn(options, terminal), proposed(options)];
        const walletId = options.word('WALLET');
        await connected(options, async carnet => {
            if (decisionId !== undefined) {
                const decision = await carnet.wallets.proposePolicy(walletId, policy, decisionId);
                show(terminal, options, decision, () => proposedLines(decision));
                return;
            }
            const wallet = await carnet.wallets.setPolicy(walletId, policy, present({ decisionId: options.text('decision') }));
            show(terminal, options, wallet, () => factLines({ 'wallet': walletId, 'own policy': wallet.policyHash ?? '' }));
        });
        return EXIT.OK;
    },
};
