/** An insertion that takes the place of the script's own schedule: one list of edits, one undo. */
import { applyEdits, composeEdits, Draft } from '../../edits';
import { Refusal } from '../../refusal';
import { contains, field, type ParseText, type SyntaxNode, type SyntaxTree } from '../../syntax';
import type { InsertPlan, InsertRequest, TextEdit } from '../../types';
import { findInserted, refersTo } from '../inserted';
import { textOf } from '../nodes';
import { findModules } from '../lightning';
import type { FoundSchedule } from '../foundSchedule';
import { findSchedules, schedulesOf } from '../ownSchedules';
import { findAll } from '../rates/rates';
import { readScript, type Script } from '../script';
import { createsScheduler } from '../steps';
import { choose } from './choose';
import { removeElements, withEmptied } from './elements';
import { planInsertion } from './plan';
import { removeStatements, removeUnusedImports } from './remove';
import { snippetOf } from './snippet';

/** As `planInsertion`, on the script without what of its own changes this optimizer's rate while it trains. */
export function planReplacement(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint?: number,
): InsertPlan {
  const script = readScript(tree);
  const found = findAll(script);
  const { training } = choose(found, siteHint);
  const all = findSchedules(script, findInserted(script));
  const schedules = schedulesOf(script, all, training, found.trainings);
  try {
    const name = nameStillUsed(script, schedules, request);
    const removal = removalOf(script, schedules);
    const without = parse(applyEdits(tree.text, removal), tree.language);
    if (without.errors > tree.errors) throw notSafe(schedules[0]);
    const before = removal.filter(({ end }) => siteHint !== undefined && end <= siteHint);
    const shift = before.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
    const hint = siteHint === undefined ? undefined : siteHint + shift;
    const plan = planInsertion(parse, without, request, hint, name);
    if (!plan.ok) return plan;
    if (name !== null) checkName(parse, without, plan.edits, name);
    return { ...plan, edits: composeEdits(tree.text, removal, plan.edits) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const library = findModules(script).length > 0 ? 'lightning' : 'torch';
    const snippet = snippetOf(script, request, library);
    return { ok: false, reason: error.message, files: error.files, snippet };
  }
}

function removalOf(script: Script, schedules: readonly FoundSchedule[]): TextEdit[] {
  const draft = new Draft(script.text);
  const stuck = schedules.find(({ statement, elements }) => !statement && elements.length === 0);
  if (stuck) throw notSafe(stuck);
  const emptied = withEmptied(
    script,
    schedules.flatMap(({ elements }) => elements),
  );
  const statements = [...schedules.flatMap(({ statement }) => statement ?? []), ...emptied.statements];
  const elements = emptied.elements.filter((node) => !statements.some((other) => contains(other, node)));
  removeStatements({ script, draft }, [...new Set(statements)]);
  removeElements({ script, draft }, elements);
  removeUnusedImports({ script, draft }, [...statements, ...elements]);
  const edits = draft.finish();
  if (!edits) throw notSafe(schedules[0]);
  return edits;
}

function notSafe(found: FoundSchedule | undefined): Refusal {
  const { line, label } = found?.own ?? { line: 0, label: '' };
  return new Refusal(`${label} on line ${line + 1} could not be taken out safely: remove it by hand.`);
}

/** The name of the script's scheduler, where other code goes on using it, such as `scheduler.get_last_lr()`. */
function nameStillUsed(
  script: Script,
  schedules: readonly FoundSchedule[],
  request: InsertRequest,
): string | null {
  const assignments = schedules.flatMap(({ assignment }) => (assignment ? [assignment] : []));
  const gone = (node: SyntaxNode): boolean =>
    schedules.some(({ statement, elements }) =>
      [...(statement ? [statement] : []), ...elements].some((range) => contains(range, node)),
    );
  const uses = script.nodes.filter(
    (node) =>
      /^(identifier|attribute)$/.test(node.type) &&
      !gone(node) &&
      !isConditionOf(node, schedules) &&
      node.field !== 'attribute' &&
      assignments.some((assignment) => refersTo(script, node, assignment)),
  );
  if (uses.length === 0) return null;
  const names = new Set(
    assignments.map((assignment) => textOf(script.tree, field(assignment, 'left') ?? assignment)),
  );
  const [name] = names;
  const lines = [...new Set(uses.map(({ line }) => line + 1))].join(', ');
  // A callback of Keras' has no place in which a schedule could go by its name.
  const isCallback = assignments.some((assignment) => {
    const call = field(assignment, 'right');
    return !call || !createsScheduler(script, call);
  });
  if (request.what !== 'schedule' || names.size > 1 || name === undefined || isCallback) {
    const many = lines.includes(',') ? 's' : '';
    throw new Refusal(
      `${[...names].join(' and ')} is used on line${many} ${lines} as well: take the script's schedule out by hand.`,
    );
  }
  return name;
}

/** `if scheduler is not None: scheduler.step()` goes as a whole. */
function isConditionOf(node: SyntaxNode, schedules: readonly FoundSchedule[]): boolean {
  for (let at: SyntaxNode | null = node; at?.parent; at = at.parent) {
    if (at.field !== 'condition') continue;
    const whole = at.parent;
    const [block, ...rest] = whole.children.filter(({ field: part }) => part !== 'condition');
    return (
      rest.length === 0 &&
      block !== undefined &&
      block.children.every((child) => schedules.some(({ statement }) => statement === child))
    );
  }
  return false;
}

/** What goes on using the name must find our scheduler under it. */
function checkName(parse: ParseText, tree: SyntaxTree, edits: readonly TextEdit[], name: string): void {
  const after = readScript(parse(applyEdits(tree.text, edits), tree.language));
  const group = findInserted(after).find(({ scheduler }) => scheduler?.name === name);
  const lost = after.nodes.find(
    (node) =>
      node.type === 'identifier' &&
      node.field !== 'attribute' &&
      node.parent?.type !== 'keyword_argument' &&
      textOf(after.tree, node) === name &&
      after.scopes.resolve(node).length === 0,
  );
  if (!group || lost) {
    throw new Refusal(
      `${name} is used elsewhere too, where no other can take its place: take the script's schedule out by hand.`,
    );
  }
}
