// What was just proposed to managers, in short, with the hash that every vote names.
import type { Decision } from '@carnet/domain';
import { factLines } from '../command/output.js';

export function proposedLines({ decisionId, kind, subject, contentHash, rosterId, rosterVersion, earliest, expiry, status }: Decision): string[] {
    return factLines({
        'decision': decisionId, 'about': `${kind} ${subject}`, 'status': status, 'roster': `${rosterId}, version ${rosterVersion}`,
        'content hash': contentHash, 'not before': earliest, 'until': expiry,
    });
}
