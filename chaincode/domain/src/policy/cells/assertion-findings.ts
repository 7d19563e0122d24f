// Assertions of the author that the rules do not keep.
import type { Assertion } from '../policy';
import type { PolicyFinding } from '../policy-check';
import type { PolicyCells } from './policy-cells';
import type { Box, Cell } from './region';
import type { StepBudget } from './step-budget';

/** A payment of the box that the rules allow, whatever limits and approvals say; one that limits allow too if there is one. */
function allowedByRules(cells: PolicyCells, box: Box): Cell | undefined {
    const plain = cells.allowed([box]);
    if (plain !== undefined || cells.newer.tooLarge.length === 0) return plain;
    const denies = cells.newer.denies.map(deny => deny.box);
    for (const allow of cells.allowing) {
        const found = cells.find([allow, box], [denies]);
        if (found !== undefined) return found;
    }
    return undefined;
}

/** A payment of the box that the rules do not allow. */
function refusedByRules(cells: PolicyCells, box: Box): Cell | undefined {
    const closed = cells.everywhere.filter(world => !cells.worlds.includes(world));
    const elsewhere = cells.find([box], [], { worlds: closed });
    if (elsewhere !== undefined) return elsewhere;
    for (const deny of cells.newer.denies) {
        const found = cells.find([box, deny.box], []);
        if (found !== undefined) return found;
    }
    return cells.find([box], [cells.allowing]);
}

/** Refuses `never` of what can be allowed, and `always` of what can be refused. */
export function assertionRefusals(
    cells: PolicyCells, assertions: readonly Assertion[], budget: StepBudget, report: (finding: PolicyFinding) => void,
): void {
    for (const assertion of assertions) {
        const { id } = assertion;
        const box = cells.assertions.get(id);
        if (box === undefined) throw new RangeError(`No assertion ${id}.`);
        budget.ask(`whether assertion '${id}' holds`);
        const never = 'never' in assertion;
        const found = never ? allowedByRules(cells, box) : refusedByRules(cells, box);
        if (found === undefined) continue;
        report({
            code: 'ASSERTION_FAILED', id, witness: cells.space.witness(found),
            sentence: never
                ? `Assertion '${id}' says that such a payment is never allowed, and the rules allow this one. Correct the rules or the assertion.`
                : `Assertion '${id}' says that such a payment is always allowed, and the rules refuse this one. Correct the rules or the assertion.`,
        });
    }
}
