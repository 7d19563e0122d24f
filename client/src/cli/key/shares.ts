// carnet shares split and combine: a secret in files of which some together give it back, without any network.
import { join } from 'node:path';
import { throwIfAborted } from '../../call/abort.js';
import { writeNewFile } from '../../files/new-file.js';
import { makeNewFolder } from '../../files/new-folder.js';
import { combineSecret, readSecretShare, SECRET_MAX_BYTES, splitSecret } from '../../secrets/share-set.js';
import { EXIT, type Command } from '../command/command.js';
import { readBytes, readText, requireFileName } from '../command/files.js';
import { interruptible } from '../command/interruption.js';
import { UsageError } from '../command/options.js';
import { show } from '../command/output.js';

export const splitShares: Command = {
    help: `Splits a secret into N files of which any K give it back, and fewer say nothing of it. FILE (- for standard input) is the secret: 1 byte to 64 KiB.
  --threshold  how many are needed, 2 or more
  --shares     how many there are, at most 255
  --out        a folder that does not exist yet: share-1.json and so on are written into it. Give each to its holder and remove it.
Each file holds a share of a new key, and the secret encrypted under it. Needs no network.`,
    options: { threshold: 'K', shares: 'N', out: 'DIR' },
    words: ['FILE'],
    connects: false,
    run: async (options, terminal) => {
        const [k, n, folder] = [options.neededNumber('threshold'), options.neededNumber('shares'), options.needed('out')];
        const secret = await readBytes(options.word('FILE'), terminal, SECRET_MAX_BYTES);
        const shares = await splitSecret(secret, { k, n }).finally(() => secret.fill(0));
        const files = new Map(shares.map(share => [`share-${share.index}.json`, `${JSON.stringify(share, null, 2)}\n`]));
        await interruptible(terminal.note, signal => makeNewFolder(folder, async making => {
            for (const [name, text] of files) {
                throwIfAborted(signal, 'rejected');
                await writeNewFile(join(making, name), text);
            }
        }));
        const set = shares[0]?.set;
        show(terminal, options, { set, k, n, folder, files: [...files.keys()] }, () => [`${folder}: ${n} shares of which ${k} are needed`]);
        return EXIT.OK;
    },
};

export const combineSecretShares: Command = {
    help: `Gives a secret back from its shares. Each is checked against what was committed to when it was split, and a bad one is named by its number.
  --share  file of a share, as \`carnet shares split\` wrote it; as many times as shares are needed
  --out    where the secret is written: a file that does not exist yet and that only you can read
Needs no network.`,
    options: { share: 'FILE …', out: 'FILE' },
    words: [],
    connects: false,
    run: async (options, terminal) => {
        const out = requireFileName(options.needed('out'));
        const paths = options.all('share');
        if (paths.filter(path => path === '-').length > 1) throw new UsageError('only one share can come from standard input');
        const shares = [];
        for (const path of paths) shares.push(readSecretShare(await readText(path, terminal), path));
        const secret = await combineSecret(shares);
        const bytes = await writeNewFile(out, secret).finally(() => secret.fill(0));
        show(terminal, options, { file: out, bytes }, () => [`${out}: ${bytes} bytes`]);
        return EXIT.OK;
    },
};
