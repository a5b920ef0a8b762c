/** An insertion that takes the place of the script's own schedule: one list of edits, one undo. */
import { applyEdits, composeEdits } from '../../edits';
import type { ParseText, SyntaxTree } from '../../syntax';
import type { InsertPlan, InsertRequest } from '../../types';
import { findInserted } from '../inserted';
import { findOwnSchedules } from '../ownSchedules';
import { findRates } from '../rates';
import { readScript } from '../script';
import { planInsertion } from './plan';
import { removalOf } from './removeOwn';

/** As `planInsertion`, on the script without what of its own changes the rate while it trains. */
export function planReplacement(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint?: number,
): InsertPlan {
  const script = readScript(tree);
  const schedules = findOwnSchedules(script, findRates(script), findInserted(script));
  const removal = removalOf(script, schedules);
  const without = removal && parse(applyEdits(tree.text, removal), tree.language);
  if (!without || without.errors > tree.errors) {
    const { line, label } = schedules[0] ?? { line: 0, label: '' };
    const reason = `${label} on line ${line + 1} could not be taken out safely: remove it by hand.`;
    return { ok: false, reason, files: [], snippet: '' };
  }
  const before = removal.filter(({ end }) => siteHint !== undefined && end <= siteHint);
  const shift = before.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  const plan = planInsertion(parse, without, request, siteHint === undefined ? undefined : siteHint + shift);
  return plan.ok ? { ...plan, edits: composeEdits(tree.text, removal, plan.edits) } : plan;
}
