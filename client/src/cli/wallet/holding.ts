// carnet wallet open, show, statement, freeze, unfreeze and recover: a wallet and whose it is.
import { present } from '@carnet/domain';
import { EXIT, type Command } from '../command/command.js';
import { connected } from '../command/connection.js';
import { UsageError, type ParsedOptions } from '../command/options.js';
import { jsonText, show, tableLines } from '../command/output.js';
import { proposedLines } from '../decision/proposed-lines.js';
import { fingerprintGiven } from '../key/fingerprint-option.js';
import { STATEMENT_HEADER, statementCells, walletLines } from './lines.js';
import { currencyOfWallet } from './money-options.js';

export const openWallet: Command = {
    help: `Opens a wallet for money of one programme, bound to a public key.
  --roster          managers, who freeze one by one, and together unfreeze, approve and recover; without them a lost key is never replaced
  --recovery-delay  between the proposal of a recovery and its completion (default 172800, two days)
  --bind-to         organisation and fingerprint of the holder's key, or a file that \`carnet keys show\` reads, given by an issuer's person; default: your own
  --for-payee       a registered payee will be paid into it: until then nothing comes into it, from no other holder either`,
    options: { 'programme': 'ID', 'roster': '[ID]', 'recovery-delay': '[SECONDS]', 'bind-to': '[MSPID/FINGERPRINT]', 'for-payee': 'flag' },
    words: ['WALLET'],
    connects: true,
    run: async (options, terminal) => {
        const holder = options.text('bind-to');
        const [, mspId, key] = holder === undefined ? [] : /^([^/]+)\/(.+)$/.exec(holder) ?? [];
        if (holder !== undefined && key === undefined) throw new UsageError(`--bind-to is '${holder}': give MSPID/FINGERPRINT, as \`carnet keys show\` prints it`);
        const publicKeyHash = key === undefined ? undefined : fingerprintGiven(key);
        const request = {
            walletId: options.word('WALLET'), programmeId: options.needed('programme'),
            ...options.flag('for-payee') ? { forPayee: true } : {},
            ...present({ roster: options.text('roster'), recoveryDelaySeconds: options.number('recovery-delay'), mspId, publicKeyHash }),
        };
        const view = await connected(options, async carnet => {
            await carnet.wallets.open(request);
            return carnet.wallets.show(request.walletId);
        });
        show(terminal, options, view, () => walletLines(view));
        return EXIT.OK;
    },
};

export const showWallet: Command = {
    help: `Prints whose a wallet is, what it holds, what stands against it, and its damage bound: the most that somebody with the holder's key could
take within so many days, without managers, before the wallet is frozen.
  --days  0 to 366, default 30`,
    options: { days: '[30]' },
    words: ['WALLET'],
    connects: true,
    run: async (options, terminal) => {
        const view = await connected(options, carnet => carnet.wallets.show(options.word('WALLET'), present({ horizonDays: options.number('days') })));
        show(terminal, options, view, () => walletLines(view));
        return EXIT.OK;
    },
};

export const statement: Command = {
    help: 'Prints all that moved into a wallet and out of it, newest first. --json: one row of the journal a line.',
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const walletId = options.word('WALLET');
        const currency = await currencyOfWallet(carnet, walletId);
        const rows: string[][] = [];
        for await (const row of carnet.wallets.statement(walletId)) {
            if (options.json) terminal.print(jsonText(row));
            else rows.push(statementCells(walletId, row, currency));
        }
        for (const line of tableLines(STATEMENT_HEADER, rows)) terminal.print(line);
        return EXIT.OK;
    }),
};

export const freeze: Command = {
    help: `Freezes a wallet at once, by its holder or one manager: it neither pays nor is paid. The reason is public and names no person.
  --coin  only these coins, 1 to 32: with all others the wallet still pays`,
    options: { reason: 'TEXT', coin: '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [walletId, reason, coins] = [options.word('WALLET'), options.needed('reason'), options.all('coin')];
        if (coins.length > 0) {
            const held = await carnet.wallets.freezeCoins({ walletId, coins, reason });
            show(terminal, options, held, () => held.coins.map(({ coinId, frozen }) => `${coinId} is frozen since ${frozen?.at ?? ''}`));
        } else {
            const wallet = await carnet.wallets.freeze(walletId, reason);
            show(terminal, options, wallet, () => [`${walletId} is frozen since ${wallet.frozen?.at ?? ''}`]);
        }
        return EXIT.OK;
    }),
};

/** @throws UsageError */
function oneStep<T extends string>(options: ParsedOptions, steps: readonly T[]): T {
    const [step, ...others] = steps.filter(name => options.flag(name));
    if (step === undefined || others.length > 0) throw new UsageError(`give one of ${steps.map(name => `--${name}`).join(', ')}`);
    return step;
}

export const unfreeze: Command = {
    help: `Unfreezes a wallet by a decision of its managers: first it is proposed, then they approve, then it is executed: give --propose, and later --execute.
  --decision  id of the decision, chosen by whoever proposes it
  --coin      these coins, which were frozen one by one, in place of the wallet; the same ones when it is executed`,
    options: { decision: 'ID', propose: 'flag', execute: 'flag', coin: '[ID …]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const { wallets } = carnet;
        const [walletId, decisionId, coins] = [options.word('WALLET'), options.needed('decision'), options.all('coin')];
        const thaw = { decisionId, walletId, coins };
        if (oneStep(options, ['propose', 'execute']) === 'propose') {
            const decision = await (coins.length > 0 ? wallets.proposeUnfreezeCoins(thaw) : wallets.proposeUnfreeze(walletId, decisionId));
            show(terminal, options, decision, () => proposedLines(decision));
        } else if (coins.length > 0) {
            const held = await wallets.unfreezeCoins(thaw);
            show(terminal, options, held, () => held.coins.map(({ coinId }) => `${coinId} is not frozen any more`));
        } else {
            const wallet = await wallets.unfreeze(walletId, decisionId);
            show(terminal, options, wallet, () => [`${walletId} is not frozen any more`]);
        }
        return EXIT.OK;
    }),
};

export const recover: Command = {
    help: `Binds a wallet to a new key. The holder of the new key or a manager proposes it; the managers compare the fingerprint with the one that the
holder shows them and approve; after the wallet's delay it is completed, with the same --new-key and --kind. Meanwhile the wallet neither pays nor is
paid. Coins, used limits and freezes stay as they are. Give one of --propose, --complete and --cancel.
  --decision  id of the decision, chosen by whoever proposes it
  --new-key   fingerprint of the new public key, or a file that \`carnet keys show\` reads; with --kind, to propose and to complete
  --cancel    by the old key: of a lost key that was found again, never of a stolen one`,
    options: { decision: 'ID', propose: 'flag', complete: 'flag', cancel: 'flag', 'new-key': '[FINGERPRINT|FILE]', kind: '[lost|stolen]' },
    words: ['WALLET'],
    connects: true,
    run: (options, terminal) => connected(options, async carnet => {
        const [walletId, decisionId] = [options.word('WALLET'), options.needed('decision')];
        const step = oneStep(options, ['propose', 'complete', 'cancel']);
        if (step === 'cancel') {
            const wallet = await carnet.wallets.cancelRecovery(walletId, decisionId);
            show(terminal, options, wallet, () => [`the recovery of ${wallet.walletId} is cancelled`]);
            return EXIT.OK;
        }
        const kind = options.neededOneOf('kind', ['lost', 'stolen']);
        const request = { decisionId, walletId, newKeyHash: fingerprintGiven(options.needed('new-key')), kind };
        if (step === 'propose') {
            const decision = await carnet.wallets.proposeRecovery(request);
            show(terminal, options, decision, () => proposedLines(decision));
        } else {
            const wallet = await carnet.wallets.completeRecovery(request);
            show(terminal, options, wallet, () => [`${wallet.walletId} is bound to the key ${wallet.publicKeyHash}`]);
        }
        return EXIT.OK;
    }),
};
