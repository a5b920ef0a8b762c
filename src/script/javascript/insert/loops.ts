/** The line before each step of a training loop, and the counter above the loop. */
import type { Draft } from '../../edits';
import { leadOf } from '../../lines';
import { ancestors, field, type SyntaxNode } from '../../syntax';
import { Refusal } from '../../refusal';
import { guardBefore, restyle, type Style } from '../style';
import { isFunction, isLoop, textOf } from '../scope';
import type { Script } from '../script';
import type { TrainingCall } from '../training';
import { type Gap, gapBefore, topLevel } from './place';

/** The optimizer that a call steps, as source. */
export function optimizerText(script: Script, { facts, receiver }: TrainingCall): string {
  const text = textOf(script.tree, receiver);
  return facts.on === 'model' ? `${text}.optimizer` : text;
}

/** What the line must wait for where the step is called with `?.`. */
export function conditionOf(script: Script, { call, receiver }: TrainingCall): string {
  const property = field(field(call, 'function'), 'property');
  const optional = property && script.text.slice(receiver.end, property.start).includes('?.');
  return optional ? `if (${textOf(script.tree, receiver)}) ` : '';
}

/** Where the counter is declared: above the outermost loop around the step, so that it goes on counting. */
export function counterGap(script: Script, { call }: TrainingCall): Gap {
  let outermost: SyntaxNode | null = null;
  for (const ancestor of ancestors(call)) {
    if (isLoop(ancestor) || isIteration(script, ancestor)) outermost = ancestor;
    if (!isFunction(ancestor) || isInline(ancestor)) continue;
    if (outermost && !calledInLoop(script, ancestor)) break;
    outermost = null;
  }
  let at = outermost ?? topLevel(call);
  while (at.parent && !/^(program|statement_block)$/.test(at.parent.type)) at = at.parent;
  return gapBefore(script, at);
}

/** `forEach(…)` and its like run their function many times. */
function isIteration(script: Script, node: SyntaxNode): boolean {
  const callee = node.type === 'call_expression' ? field(node, 'function') : null;
  return callee !== null && /\.(forEach|forEachAsync|map)$/.test(textOf(script.tree, callee));
}

/** A function that is handed straight to a call, such as the one of `tf.tidy`. */
function isInline(node: SyntaxNode): boolean {
  return node.parent?.type === 'arguments';
}

/** Writes `line` so that it runs right before the step, making a block where there is none. */
export function writeBeforeStep(
  script: Script,
  draft: Draft,
  style: Style,
  call: SyntaxNode,
  line: string,
): void {
  const { text } = script;
  let at = call;
  for (;;) {
    const parent = at.parent;
    if (!parent || /^(program|statement_block|switch_case|switch_default)$/.test(parent.type)) break;
    if (parent.type === 'arrow_function' && at.field === 'body') {
      wrapArrow(draft, style, at, line);
      return;
    }
    if ((isLoop(parent) && at.field === 'body') || isBranch(parent, at)) {
      wrapStatement(draft, style, at, line);
      return;
    }
    if (isLoop(parent) && at.field !== 'body') {
      const line = call.line + 1;
      throw new Refusal(`Line ${line} steps in the head of a loop: move the step into the body first.`);
    }
    at = parent;
  }
  const lead = leadOf(text, at.start);
  const guard = guardBefore(text.slice(at.start), style);
  draft.insert(at.start, restyle(line, style) + guard + style.eol + lead);
}

function isBranch(parent: SyntaxNode, at: SyntaxNode): boolean {
  return (parent.type === 'if_statement' && at.field === 'consequence') || parent.type === 'else_clause';
}

function wrapStatement(draft: Draft, style: Style, statement: SyntaxNode, line: string): void {
  const lineStart = draft.text.lastIndexOf('\n', statement.parent?.start ?? statement.start) + 1;
  const outer = /^[ \t]*/.exec(draft.text.slice(lineStart))?.[0] ?? '';
  const inner = style.eol + outer + style.indent;
  const blank = /\s*$/.exec(draft.text.slice(0, statement.start))?.[0].length ?? 0;
  draft.replace(
    { start: statement.start - blank, end: statement.start },
    ` {${inner}${restyle(line, style)}${guardBefore(draft.text.slice(statement.start), style)}${inner}`,
  );
  draft.insert(statement.end, `${style.eol}${outer}}`);
}

function wrapArrow(draft: Draft, style: Style, body: SyntaxNode, line: string): void {
  const outer = leadOf(draft.text, body.start);
  const inner = style.eol + outer + style.indent;
  const semicolon = style.semicolons ? ';' : '';
  draft.insert(body.start, `{${inner}${restyle(line, style)}${inner}return `);
  draft.insert(body.end, `${semicolon}${style.eol}${outer}}`);
}

/** Whether a callback made at the call would start to count anew although the model goes on training. */
export function repeats(script: Script, { call, receiver }: TrainingCall): boolean {
  const model = textOf(script.tree, receiver);
  for (const ancestor of ancestors(call)) {
    const looped = isLoop(ancestor) || isIteration(script, ancestor);
    if (looped && !compiles(script, ancestor, model)) return true;
    if (isFunction(ancestor) && !isInline(ancestor)) {
      return !compiles(script, ancestor, model) && calledInLoop(script, ancestor);
    }
  }
  return false;
}

function compiles(script: Script, node: SyntaxNode, model: string): boolean {
  return new RegExp(`\\b${model.replace(/\W/g, '\\$&')}\\b\\s*=[^=]|\\.compile\\(`).test(
    textOf(script.tree, node),
  );
}

function calledInLoop(script: Script, owner: SyntaxNode): boolean {
  const holder = owner.parent?.type === 'variable_declarator' ? owner.parent : owner;
  const name = field(holder, 'name');
  if (!name) return false;
  return script.nodes.some((node) => {
    const callee = node.type === 'call_expression' ? field(node, 'function') : null;
    const called = callee && textOf(script.tree, field(callee, 'property') ?? callee);
    return (
      called === textOf(script.tree, name) &&
      [...ancestors(node)].some((ancestor) => isLoop(ancestor) || isIteration(script, ancestor))
    );
  });
}
