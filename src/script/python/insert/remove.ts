/** Taking statements out again: an inserted schedule, and what of the script's own changes the rate. */
import { contains, field, parts, type SyntaxNode, walk } from '../../syntax';
import type { TextRange } from '../../types';
import { type InsertedGroup, refersTo, stepStatement } from '../inserted';
import { isBlock, statementOf, textOf } from '../nodes';
import { parameterName } from '../scope';
import { callsOf } from '../script';
import { givenFor } from '../rates/values';
import type { Insertion } from './insertion';
import { linesOf } from './write';

/** Modules from which scripts import schedulers and callbacks. */
const SCHEDULERS_FROM = /^from\s+(torch\.optim(\.\w+)*|(tensorflow\.)?keras(\.callbacks)?)\s/;

export type Editing = Pick<Insertion, 'script' | 'draft'>;

/** Removes a group's scheduler, its steps and parameters, and its constants; `rate` takes the place of its bounds. */
export function removeGroup(insertion: Insertion, group: InsertedGroup, rate: string): void {
  const { script, draft } = insertion;
  const { scheduler } = group;
  const doomed: SyntaxNode[] = [];
  const pieces: TextRange[] = [];
  if (scheduler) {
    doomed.push(
      statementOf(scheduler.assignment),
      ...scheduler.steps.map((step) => stepStatement(script, step)),
    );
    pieces.push(...parametersOf(insertion, group, doomed));
    pieces.push(...globalsOf(insertion, scheduler.name));
  }
  for (const piece of pieces) draft.remove(piece);
  const gone = (node: SyntaxNode): boolean => [...doomed, ...pieces].some((range) => contains(range, node));
  for (const { binding, node } of Object.values(group.numbers)) {
    const uses = script.nodes.filter(
      (other) =>
        other.type === 'identifier' &&
        other !== binding.target &&
        textOf(script.tree, other) === binding.name &&
        script.scopes.resolve(other).includes(binding) &&
        !gone(other),
    );
    // A bound that the script still uses as a rate becomes that rate.
    if (/^(BASE|MAX)_LR/.test(binding.name)) for (const use of uses) draft.replace(use, rate);
    else if (uses.length > 0) continue;
    doomed.push(statementOf(node));
  }
  removeStatements(insertion, doomed);
  if (scheduler) removeUnusedImports(insertion, doomed);
}

/** The parameters through which the scheduler is handed over, and the arguments. */
function parametersOf(
  { script }: Insertion,
  { scheduler }: InsertedGroup,
  doomed: readonly SyntaxNode[],
): TextRange[] {
  if (!scheduler) return [];
  const pieces: TextRange[] = [];
  for (const owner of script.nodes.filter(({ type }) => type === 'function_definition')) {
    for (const parameter of parts(field(owner, 'parameters'))) {
      const name = parameterName(parameter);
      if (!name || !refersTo(script, name, scheduler.assignment)) continue;
      pieces.push(elementRange(script.text, parameter));
      const [binding] = script.scopes.resolve(name);
      for (const call of binding ? callsOf(script, owner) : []) {
        const argument = binding && givenFor(script, call, binding);
        const whole = argument?.parent?.type === 'keyword_argument' ? argument.parent : argument;
        if (whole) pieces.push(elementRange(script.text, whole));
      }
    }
  }
  const still = script.nodes.some(
    (node) =>
      /^(identifier|attribute)$/.test(node.type) &&
      refersTo(script, node, scheduler.assignment) &&
      node.parent?.type !== 'attribute' &&
      ![...doomed, ...pieces].some((range) => contains(range, node)) &&
      parameterName(node.parent ?? node) !== node,
  );
  return still ? [] : pieces;
}

function globalsOf({ script }: Insertion, name: string): TextRange[] {
  return script.nodes
    .filter(({ type }) => type === 'global_statement')
    .flatMap((statement) => parts(statement).slice(1))
    .filter((part) => textOf(script.tree, part) === name)
    .map((part) => elementRange(script.text, part));
}

/** An element with the comma before it. */
function elementRange(text: string, { start, end }: TextRange): TextRange {
  const comma = /,\s*$/.exec(text.slice(0, start));
  return { start: start - (comma?.[0].length ?? 0), end };
}

/** Removes whole lines; what would leave a block empty gets `pass`, or goes with its `if`. */
export function removeStatements({ script, draft }: Editing, statements: readonly SyntaxNode[]): void {
  const doomed = new Set(statements);
  for (let grew = true; grew;) {
    grew = false;
    for (const node of script.nodes) {
      if (node.type !== 'if_statement' || doomed.has(node) || !isEmptied(node, doomed)) continue;
      doomed.add(node);
      grew = true;
    }
  }
  const outer = [...doomed].filter(
    (node) => ![...doomed].some((other) => other !== node && contains(other, node)),
  );
  const ranges: TextRange[] = [];
  for (const statement of outer) {
    const siblings = parts(statement.parent);
    const emptied = statement.parent?.type === 'block' && siblings.every((sibling) => doomed.has(sibling));
    const lines = linesOf(script, statement);
    if (emptied && siblings[0] === statement) draft.replace(statement, 'pass');
    else if (lines) ranges.push(lines);
    else ranges.push(inLine(script.text, statement));
  }
  for (const range of joined(script.text, ranges)) draft.remove(range);
}

/** Whether all branches lose all they have, and the condition does nothing by itself. */
function isEmptied(node: SyntaxNode, doomed: ReadonlySet<SyntaxNode>): boolean {
  const blocks = walkBlocks(node);
  const conditions = [node, ...node.children].flatMap((part) => field(part, 'condition') ?? []);
  const acts = conditions.some((condition) => walk(condition).some(({ type }) => type === 'call'));
  return !acts && blocks.every((block) => parts(block).every((statement) => doomed.has(statement)));
}

function walkBlocks(node: SyntaxNode): SyntaxNode[] {
  return node.children.flatMap((part) =>
    isBlock(part) ? [part] : /^(elif|else)_clause$/.test(part.type) ? walkBlocks(part) : [],
  );
}

/** A statement that shares its line, with the semicolon that goes. */
function inLine(text: string, { start, end }: TextRange): TextRange {
  const after = /^[ \t]*;[ \t]*/.exec(text.slice(end));
  if (after) return { start, end: end + after[0].length };
  const before = /[ \t]*;[ \t]*$/.exec(text.slice(0, start));
  return { start: start - (before?.[0].length ?? 0), end };
}

/** Joins ranges with nothing but blank between them, and leaves one gap where two would meet. */
function joined(text: string, ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  for (const range of result) {
    const blankBefore = /(^|\n)[ \t]*\r?\n$/.test(text.slice(0, range.start)) || range.start === 0;
    const blankAfter = /^[ \t]*\r?\n/.exec(text.slice(range.end));
    if (text[range.end - 1] === '\n' && blankBefore && blankAfter) range.end += blankAfter[0].length;
  }
  return result;
}

/** Takes out the imports of names that only the removed code used. */
export function removeUnusedImports({ script, draft }: Editing, doomed: readonly SyntaxNode[]): void {
  const names = new Set(
    doomed
      .flatMap((node) => walk(node))
      .filter(({ type }) => type === 'identifier')
      .map((node) => textOf(script.tree, node)),
  );
  const statements = script.nodes.filter(
    (node) => node.type === 'import_from_statement' && SCHEDULERS_FROM.test(textOf(script.tree, node)),
  );
  for (const statement of statements) {
    const imported = parts(statement).filter((part) => part.field === 'name');
    const unused = imported.filter((part) => {
      const target = field(part, 'alias') ?? parts(part)[0];
      const name = target ? textOf(script.tree, target) : '';
      return names.has(name) && !isUsed(script.nodes, name);
    });
    if (unused.length === imported.length) removeStatements({ script, draft }, [statement]);
    else for (const part of unused) draft.remove(importRange(script.text, part, imported[0] === part));
  }

  function isUsed(nodes: readonly SyntaxNode[], name: string): boolean {
    return nodes.some(
      (node) =>
        node.type === 'identifier' &&
        textOf(script.tree, node) === name &&
        !statements.some((statement) => contains(statement, node)) &&
        !doomed.some((range) => contains(range, node)),
    );
  }
}

function importRange(text: string, part: TextRange, isFirst: boolean): TextRange {
  if (!isFirst) return elementRange(text, part);
  const comma = /^\s*,\s*/.exec(text.slice(part.end));
  return { start: part.start, end: part.end + (comma?.[0].length ?? 0) };
}
