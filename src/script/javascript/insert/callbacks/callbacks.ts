/**
 * Adding a callback to a call that takes some. TensorFlow.js looks at the first element only, so a list must hold
 * instances throughout: plain objects beside ours are wrapped.
 */
import type { Draft } from '../../../edits';
import { leadOf } from '../../../lines';
import { field, parts, type SyntaxNode } from '../../../syntax';
import type { Style } from '../../style';
import { textOf, unwrap } from '../../scope';
import type { Script } from '../../script';
import { optionsOf, type TrainingCall } from '../../training';
import type { Imports } from '../imports';
import { type Form, formOf, formOfProperty } from './callbackForm';
import { appendToList, editList } from '../text/lists';
import {
  bracketed,
  LONGEST_LINE,
  movableLines,
  type LineSpace,
  plain,
  type Render,
  rendered,
} from '../text/literals';

interface Target {
  script: Script;
  draft: Draft;
  style: Style;
  imports: Imports;
  /** The expression of the callback to add. */
  callback: string;
}

export function addCallback(target: Target, training: TrainingCall): void {
  const { script, draft, style, callback } = target;
  const options = optionsOf(training);
  if (!options) {
    const end = training.args.at(-1)?.end ?? training.call.end;
    const render = bracketed(', ', '{}', [plain(`callbacks: ${callback}`)], style);
    draft.insert(end, rendered(render, spaceFrom(script, end), style));
    return;
  }
  const literal = unwrap(options);
  if (literal.type === 'object') {
    addToOptions(target, literal);
    return;
  }
  const source = textOf(script.tree, options);
  const access = `${/^[\w$.]+$/.test(source) ? source : `(${source})`}.callbacks`;
  const callbacks = merged(target, formOfProperty(script, options), access);
  const render = bracketed('', '{}', [plain(`...${source}`), asOption(callbacks, style)], style);
  draft.replace(options, rendered(render, spaceFrom(script, options.start), style));
}

/** What is left of the line for a last argument. */
function spaceFrom(script: Script, offset: number): LineSpace {
  const column = offset - (script.text.lastIndexOf('\n', offset - 1) + 1);
  return { lead: leadOf(script.text, offset), room: LONGEST_LINE - column - ');'.length };
}

function addToOptions(target: Target, options: SyntaxNode): void {
  const { script, draft, style } = target;
  for (const part of parts(options)) {
    if (part.type === 'shorthand_property_identifier' && textOf(script.tree, part) === 'callbacks') {
      const render = asOption(merged(target, formOf(script, part), 'callbacks'), style);
      editList(draft, options, { replace: { element: part, render } }, style);
      return;
    }
    const key = field(part, 'key');
    const value = field(part, 'value');
    if (key && value && textOf(script.tree, key).replace(/['"]/g, '') === 'callbacks') {
      mergeInto(target, options, part, value);
      return;
    }
  }
  const spread = parts(options).find((part) => part.type === 'spread_element');
  const spreadOf = spread && parts(spread)[0];
  const form = spreadOf ? formOfProperty(script, spreadOf) : 'nothing';
  const access = spreadOf ? `${textOf(script.tree, spreadOf)}.callbacks` : '';
  appendToList(draft, options, [asOption(merged(target, form, access), style)], style);
}

/** Edits an existing `callbacks` value in place, so that what stands in it keeps its form. */
function mergeInto(target: Target, options: SyntaxNode, pair: SyntaxNode, value: SyntaxNode): void {
  const { script, draft, style, callback } = target;
  const literal = unwrap(value);
  if (literal.type === 'array') {
    for (const element of parts(literal)) {
      if (formOf(script, element) === 'plain') wrap(target, element);
    }
    appendToList(draft, literal, [plain(callback)], style);
  } else if (literal.type === 'object' && script.text.slice(value.start, value.end).includes('\n')) {
    wrapLines(target, value);
  } else {
    const form = literal.type === 'object' ? 'plain' : formOf(script, value);
    const render = asOption(merged(target, form, textOf(script.tree, value)), style);
    editList(draft, options, { replace: { element: pair, render } }, style);
  }
}

function wrap({ draft, imports }: Target, element: SyntaxNode): void {
  draft.insert(element.start, `new ${imports.nameOf('CustomCallback')}(`);
  draft.insert(element.end, ')');
}

/** Puts an object of several lines into a list after ours, one level further in. */
function wrapLines({ script, draft, style, imports, callback }: Target, object: SyntaxNode): void {
  const lead = leadOf(script.text, object.start);
  const line = style.eol + lead + style.indent;
  draft.insert(object.start, `[${line}${callback},${line}new ${imports.nameOf('CustomCallback')}(`);
  for (const start of movableLines(script, object)) draft.insert(start, style.indent);
  draft.insert(object.end, `)${style.trailingCommas ? ',' : ''}${style.eol}${lead}]`);
}

function asOption(elements: readonly string[], style: Style): Render {
  const [only] = elements;
  if (elements.length === 1 && only !== undefined) return plain(`callbacks: ${only}`);
  return bracketed('callbacks: ', '[]', elements.map(plain), style);
}

/** Our callback together with what the expression holds. */
function merged({ callback, imports }: Target, form: Form, expression: string): string[] {
  const operand = /^[\w$.?]+(\([^()]*\))?$/.test(expression) ? expression : `(${expression})`;
  switch (form) {
    case 'nothing':
      return [callback];
    case 'plain':
      return [callback, `new ${imports.nameOf('CustomCallback')}(${expression})`];
    case 'instance':
      return [callback, expression];
    case 'list':
      return [callback, `...${operand}`];
    case 'maybe':
      return [callback, `...[${operand} || []].flat()`];
    case 'unknown': {
      const custom = `new ${imports.nameOf('CustomCallback')}(other)`;
      return [
        callback,
        `...[${operand} || []].flat().map((other) => ('setModel' in other ? other : ${custom}))`,
      ];
    }
  }
}
