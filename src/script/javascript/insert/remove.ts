/** Taking an inserted schedule out again. */
import type { Draft } from '../../edits';
import { contains, parts, type SyntaxNode } from '../../syntax';
import type { TextRange } from '../../types';
import {
  callbackAround,
  counterOf,
  type Inserted,
  type InsertedGroup,
  usesOf,
  usesOfCallback,
} from '../inserted';
import { type Declaration, statementOf } from '../scope';
import type { Script } from '../script';
import { elementRange } from './text/lists';
import { wholeLines } from './text/statements';

/** Removes a group's calls, the helpers that only it uses, and its constants; `rate` takes the place of its base rate. */
export function removeGroup(
  script: Script,
  draft: Draft,
  inserted: Inserted,
  group: InsertedGroup,
  rate: string,
): void {
  const doomed: TextRange[] = [];
  for (const call of group.calls) doomed.push(...usesOfCall(script, inserted, call));
  if (inserted.groups.every((other) => other === group || !other.policy)) {
    for (const helper of [...inserted.policies, inserted.setter, inserted.callback]) {
      if (helper) doomed.push(wholeLines(script, helper.node));
    }
  }
  for (const [role, { declaration, node }] of Object.entries(group.numbers)) {
    if (declaration && !isUsedElsewhere(script, declaration, doomed, role === 'baseLR')) {
      doomed.push(wholeLines(script, statementOf(node)));
    }
  }
  for (const range of joined(script.text, doomed)) draft.remove(range);
  const base = group.numbers.baseLR?.declaration;
  if (!base) return;
  for (const use of usesOf(script, base.name)) {
    const gone =
      use === base.identifier || doomed.some((range) => range.start <= use.start && use.end <= range.end);
    if (!gone) draft.replace(use, rate);
  }
}

/** Whether code of the user's own reads the constant; a plain use of the base rate is replaced instead. */
function isUsedElsewhere(
  script: Script,
  declaration: Declaration,
  doomed: readonly TextRange[],
  isBase: boolean,
): boolean {
  return usesOf(script, declaration.name).some(
    (use) =>
      use !== declaration.identifier &&
      !doomed.some((range) => contains(range, use)) &&
      !(isBase && use.type === 'identifier' && use.parent?.type !== 'export_specifier'),
  );
}

/** Joins ranges with nothing but blank between them, and leaves one blank line where two would meet. */
function joined(text: string, ranges: readonly TextRange[]): TextRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: TextRange[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    const wholeLines = last && text[last.end - 1] === '\n' && !text.slice(last.end, range.start).trim();
    if (last && (range.start <= last.end || wholeLines)) last.end = Math.max(last.end, range.end);
    else result.push({ ...range });
  }
  for (const range of result) {
    const blankBefore = /(^|\n)[ \t]*\r?\n$/.test(text.slice(0, range.start)) || range.start === 0;
    const blankAfter = /^[ \t]*\r?\n/.exec(text.slice(range.end));
    if (text[range.end - 1] === '\n' && blankBefore && blankAfter) range.end += blankAfter[0].length;
  }
  return result;
}

/** The callback around a schedule's call, or the statement of a training loop with its counter. */
function usesOfCall(script: Script, inserted: Inserted, call: SyntaxNode): TextRange[] {
  const made = callbackAround(script, inserted, call);
  if (!made) return [wholeLines(script, statementOf(call)), ...rangeOfCounter(script, call)];
  const given = usesOfCallback(script, made).map((use) => callbackRange(script, use));
  const isNamed = made.parent?.type === 'variable_declarator';
  return isNamed ? [wholeLines(script, statementOf(made)), ...given] : given;
}

/** The callback in its list, or the whole `callbacks` option where it stands alone. */
function callbackRange(script: Script, callback: SyntaxNode): TextRange {
  const list = callback.parent;
  if (list?.type === 'array' && parts(list).length > 1) return elementRange(script.text, list, callback);
  const value = list?.type === 'array' ? list : callback;
  const pair = value.parent;
  const options = pair?.parent;
  if (pair?.type !== 'pair' || !options) return callback;
  const args = options.parent;
  // The options were ours altogether.
  if (parts(options).length === 1 && args?.type === 'arguments')
    return elementRange(script.text, args, options);
  return elementRange(script.text, options, pair);
}

/** `let step = 0;`, if nothing else counts with it. */
function rangeOfCounter(script: Script, call: SyntaxNode): TextRange[] {
  const counter = counterOf(script, call);
  if (!counter) return [];
  const { declaration, use: own } = counter;
  const others = usesOf(script, declaration.name).filter(
    (use) =>
      use !== declaration.identifier && use !== own && script.declarations.resolve(use) === declaration,
  );
  return others.length > 0 ? [] : [wholeLines(script, statementOf(declaration.node))];
}
