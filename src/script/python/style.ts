/** How a Python file is formatted, so that what is written into it looks like the rest. */
import { eolOf, indentOf } from '../lines';
import { textOf } from './nodes';
import type { Script } from './script';

export interface Style {
  /** One level. */
  indent: string;
  eol: string;
  quote: "'" | '"';
}

/** As black and ruff break lines. */
const LONGEST_LINE = 88;

export function styleOf(script: Script): Style {
  const { text, nodes, tree } = script;
  let double = 0;
  for (const node of nodes) {
    if (node.type !== 'string_start') continue;
    const quotes = textOf(tree, node).replace(/^\w+/, '');
    if (quotes.length === 1) double += quotes === '"' ? 1 : -1;
  }
  return { indent: indentOf(text, '    '), eol: eolOf(text), quote: double >= 0 ? '"' : "'" };
}

/** A call on one line where it fits, else with its arguments on a line of their own, else one a line. */
export function callText(before: string, args: readonly string[], lead: string, style: Style): string {
  const inside = args.join(', ');
  if (lead.length + before.length + inside.length + 2 <= LONGEST_LINE) return `${before}(${inside})`;
  const inner = style.eol + lead + style.indent;
  const lines =
    lead.length + style.indent.length + inside.length <= LONGEST_LINE
      ? inner + inside
      : args.map((argument) => `${inner}${argument},`).join('');
  return `${before}(${lines}${style.eol}${lead})`;
}
