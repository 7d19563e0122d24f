// Papers that support an entry: kept by their owner, named on the ledger by label, size and hash.
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Evidence } from '@carnet/domain';
import { SourceBytes } from '../../import/bytes.js';
import { UsageError, type ParsedOptions } from '../command/options.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
    '.pdf': 'application/pdf', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.txt': 'text/plain', '.json': 'application/json',
};

/**
 * `--evidence LABEL=FILE`. The label is asked for, and not taken from the file's name: it is public, and names of files name people.
 * @throws UsageError, CarnetError FILE_UNREADABLE
 */
export async function evidenceOf(options: ParsedOptions): Promise<{ readonly evidence?: readonly Evidence[] }> {
    const evidence: Evidence[] = [];
    for (const text of options.all('evidence')) {
        const at = text.indexOf('=');
        if (at < 1 || at === text.length - 1) throw new UsageError(`--evidence is '${text}': give LABEL=FILE, such as "Photo of the meter=meter.jpg"`);
        const path = text.slice(at + 1);
        const bytes = new SourceBytes(path);
        const hash = createHash('sha256');
        for await (const piece of bytes) hash.update(piece);
        const mediaType = MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
        evidence.push({ sha256: hash.digest('hex'), mediaType, size: bytes.read, label: text.slice(0, at) });
    }
    return evidence.length === 0 ? {} : { evidence };
}
