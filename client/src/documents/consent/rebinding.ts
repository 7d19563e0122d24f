// A signing key that is lost: its owner's documents are bound to a new one by the managers whom he named.
import { rebindingCodec, type Decision, type IdentityState, type Person, type RebindingRequest } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { Roots } from '../../certificate/signers.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { ProvedRebinding } from '../heirs/rebinding-proof.js';
import type { DocumentLedger } from './document-ledger.js';
import { HeirProver, readIdentity } from './identities.js';

/** Who acts for a person, as organisations have signed it. */
export interface ActingLine {
    /** The person, and all keys that have taken his place since: the last one acts. */
    readonly line: readonly Person[];
    /** One for each step. */
    readonly rebindings: readonly ProvedRebinding[];
}

/**
 * ```ts
 * await manager.documents.rebinding.propose({ decisionId: 'rebind-7', person: dealer, newKeyHash, kind: 'lost' });
 * const { decision, content } = await manager.decisions.read('rebind-7'); // Each of the managers.
 * if (agreed(content)) await manager.decisions.approve('rebind-7', decision.contentHash);
 * await heir.documents.rebinding.carryOut('rebind-7'); // With the new key, once the delay is over in which the dealer could have objected.
 * ```
 */
export class Rebinding {
    readonly #ledger: () => DocumentLedger;

    constructor(ledger: () => DocumentLedger) {
        this.#ledger = ledger;
    }

    /**
     * Puts it to the managers of a person, by one of them or by who holds the new key.
     * @throws CarnetError QUORUM_IMPOSSIBLE, NOT_A_MANAGER, IDENTITY_SUPERSEDED, ALREADY_EXISTS
     */
    async propose(request: RebindingRequest, options: CallOptions = {}): Promise<Decision> {
        const json = checkedByDomain(() => rebindingCodec.encode(request));
        return this.#ledger().committed('ProposeRebinding', [json], options);
    }

    /**
     * Carries out what the managers have approved, by who holds the new key: from then on it acts for the old one in every document.
     * @throws CarnetError CONTENT_MISMATCH, APPROVAL_INSUFFICIENT, DECISION_TOO_EARLY, NOT_A_PARTY, ALREADY_EXISTS, IDENTITY_SUPERSEDED
     */
    async carryOut(decisionId: string, options: CallOptions = {}): Promise<RebindingRequest> {
        const ledger = this.#ledger();
        const { decision, content } = await ledger.decision(decisionId, options);
        const { rebind, ...decided } = content as Omit<RebindingRequest, 'decisionId' | 'person'> & { readonly rebind?: Person };
        if (decision.kind !== 'DOCUMENT' || rebind === undefined) {
            throw new CarnetError('CONTENT_MISMATCH', 'This decision is not about binding documents to another key.', { details: { decisionId, kind: decision.kind } });
        }
        const json = checkedByDomain(() => rebindingCodec.encode({ decisionId, person: rebind, ...decided }));
        return ledger.committed('RebindIdentity', [json], options);
    }

    /**
     * The person objects while the delay runs, with the key that was said to be lost.
     * @throws CarnetError NOT_A_PARTY, RECOVERY_NOT_CANCELLABLE where it was reported stolen, DECISION_CLOSED
     */
    async object(decisionId: string, options: CallOptions = {}): Promise<Decision> {
        return this.#ledger().committed('CancelRebinding', [decisionId], options);
    }

    /** What one peer says of a person: his roster, the keys that his own replaces, and how it was replaced itself. */
    identity(person: Person, options: CallOptions = {}): Promise<IdentityState> {
        return readIdentity(this.#ledger(), person, options);
    }

    /**
     * Who acts for a person now. Each step is signed by two organisations, and shows the votes of two managers of two organisations at least.
     * @param roots from elsewhere than the peer that is asked
     * @throws CarnetError SIGNERS_UNAVAILABLE, PROOF_REBINDING_MISMATCH, PROOF_…
     */
    async acting(person: Person, roots: Roots, options: CallOptions = {}): Promise<ActingLine> {
        const prover = new HeirProver(this.#ledger(), roots, options);
        const heirs = await prover.of([person]);
        return { line: heirs.line(person), rebindings: prover.proved };
    }
}
