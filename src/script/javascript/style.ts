/** How a file is formatted, so that what is written into it looks like the rest. */
import { eolOf, indentOf } from '../lines';
import { type SyntaxTree, walk } from '../syntax';

export interface Style {
  /** One level. */
  indent: string;
  eol: string;
  quote: "'" | '"';
  semicolons: boolean;
  /** After the last of several elements, one a line. */
  trailingCommas: boolean;
  /** `{ a: 1 }` rather than `{a: 1}`. */
  spacedBraces: boolean;
  /** `(x) => x` rather than `x => x`. */
  arrowParentheses: boolean;
}

const SEMICOLON_STATEMENTS = new Set([
  'lexical_declaration',
  'variable_declaration',
  'expression_statement',
  'import_statement',
  'return_statement',
]);
const LISTS = new Set(['object', 'array', 'arguments']);

export function styleOf(tree: SyntaxTree): Style {
  const { text } = tree;
  const votes = { semicolons: 0, double: 0, trailing: 0, tight: 0, bareArrow: 0 };
  for (const node of walk(tree.root)) {
    const source = () => text.slice(node.start, node.end);
    if (SEMICOLON_STATEMENTS.has(node.type) && node.parent?.type !== 'for_statement') {
      votes.semicolons += text[node.end - 1] === ';' ? 1 : -1;
    } else if (node.type === 'string') {
      votes.double += text[node.start] === '"' ? 1 : -1;
    } else if (node.type === 'arrow_function') {
      if (/^(async\s+)?\(\s*[\w$]+\s*\)/.test(source())) votes.bareArrow--;
      else if (/^(async\s+)?[\w$]+\s*=>/.test(source())) votes.bareArrow++;
    }
    if (LISTS.has(node.type) && node.children.length > 0) {
      const end = /,?(\s*).$/s.exec(source());
      if (end?.[1]?.includes('\n')) votes.trailing += end[0].startsWith(',') ? 1 : -1;
      else if (node.type === 'object') votes.tight += /\s.$/.test(source()) ? -1 : 1;
    }
  }
  return {
    indent: indentOf(text),
    eol: eolOf(text),
    quote: votes.double > 0 ? '"' : "'",
    semicolons: votes.semicolons >= 0,
    trailingCommas: votes.trailing >= 0,
    spacedBraces: votes.tight <= 0,
    arrowParentheses: votes.bareArrow <= 0,
  };
}

/** Rewrites code that is written with two spaces, semicolons and `\n` in the file's own style. */
export function restyle(code: string, style: Style, lead = ''): string {
  return code
    .split('\n')
    .map((line) => {
      const body = line.trimStart();
      if (!body) return '';
      const depth = (line.length - body.length) / 2;
      const ended = style.semicolons ? body : body.replace(/;(?=\s*(\/\/.*)?$)/, '');
      return lead + style.indent.repeat(depth) + ended;
    })
    .join(style.eol);
}

/** `;` where code without semicolons would go on in what follows, as `let a = 0` does in `[1].map(f)`; else nothing. */
export function guardBefore(following: string, style: Style): string {
  const code = following.replace(/^(\s|\/\/.*|\/\*[\s\S]*?\*\/)+/, '');
  return !style.semicolons && /^[([`+\-/*]/.test(code) ? ';' : '';
}
