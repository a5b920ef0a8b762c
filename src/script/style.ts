/** How a file is formatted, so that what is written into it looks like the rest. */
import { type SyntaxTree, walk } from './syntax';

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
    eol: (text.match(/\r\n/g)?.length ?? 0) * 2 > (text.match(/\n/g)?.length ?? 0) ? '\r\n' : '\n',
    quote: votes.double > 0 ? '"' : "'",
    semicolons: votes.semicolons >= 0,
    trailingCommas: votes.trailing >= 0,
    spacedBraces: votes.tight <= 0,
    arrowParentheses: votes.bareArrow <= 0,
  };
}

/** The step by which lines go inwards most often. */
function indentOf(text: string): string {
  const counts = new Map<string, number>();
  let previous = '';
  for (const line of text.split('\n')) {
    if (!line.trim() || /^\s*\*/.test(line)) continue;
    const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (lead.length > previous.length && lead.startsWith(previous)) {
      const step = lead.slice(previous.length);
      if (/^(\t| {1,8})$/.test(step)) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    previous = lead;
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['  '];
  return best;
}

/** The blank at the start of the line that holds the offset. */
export function leadOf(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
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
