/** Source text to syntax trees, by tree-sitter's grammars. */
import { Language, Parser, type TreeCursor } from '@vscode/tree-sitter-wasm';
import type { ScriptLanguage } from '../languages';
import { GRAMMAR_FILES, RUNTIME_FILE } from './languages';
import type { ParseText, SyntaxNode, SyntaxTree } from './syntax';

export type ReadWasm = (file: string) => Promise<Uint8Array>;

/** @param readWasm gives the bytes of a grammar or of the runtime by file name. */
export async function loadGrammars(readWasm: ReadWasm): Promise<ParseText> {
  await startRuntime(readWasm);

  const parsers = new Map<ScriptLanguage, Parser>();
  for (const [language, file] of GRAMMAR_FILES) {
    const parser = new Parser();
    parser.setLanguage(await Language.load(await readWasm(file)));
    parsers.set(language, parser);
  }

  return (text, language) => {
    const tree = parsers.get(language)?.parse(text);
    if (!tree) throw new Error(`The ${language} parser gave no tree.`);
    const cursor = tree.walk();
    try {
      return { text, language, ...copyTree(cursor, text) };
    } finally {
      cursor.delete();
      tree.delete();
    }
  };
}

/** One for the whole process: a second start would pull the memory from under the first one's parsers. */
let runtime: Promise<void> | null = null;

async function startRuntime(readWasm: ReadWasm): Promise<void> {
  runtime ??= readWasm(RUNTIME_FILE).then((wasmBinary) => {
    // The typings of the package leave `wasmBinary` out; without it the runtime would look for the file itself.
    const options = { wasmBinary, locateFile: (file: string) => file };
    return Parser.init(options);
  });
  try {
    await runtime;
  } catch (error) {
    runtime = null;
    throw error;
  }
}

type GrowingNode = SyntaxNode & { readonly children: SyntaxNode[] };

/** Named nodes only. Without recursion, since a sum of 10,000 terms is a tree as deep. */
function copyTree(cursor: TreeCursor, text: string): Pick<SyntaxTree, 'root' | 'errors'> {
  const lines = new LineCounter(text);
  let errors = 0;
  const copy = (parent: GrowingNode | null): GrowingNode => {
    const type = cursor.nodeType;
    const start = cursor.startIndex;
    const field = cursor.currentFieldName;
    if (type === 'ERROR') errors += 1;
    return { type, start, end: cursor.endIndex, line: lines.lineOf(start), field, parent, children: [] };
  };

  const root = copy(null);
  const open: GrowingNode[] = [];
  /** The copy of the node at the cursor; null for one without a name, in which nothing is named. */
  let at: GrowingNode | null = root;
  for (;;) {
    if (at !== null && cursor.gotoFirstChild()) open.push(at);
    else if (!gotoNext(cursor, open)) return { root, errors };
    if (cursor.nodeIsMissing) errors += 1;
    const parent: GrowingNode | undefined = open.at(-1);
    at = parent !== undefined && cursor.nodeIsNamed ? copy(parent) : null;
    if (at !== null) parent?.children.push(at);
  }
}

/** To the next node that does not lie in the one at the cursor. @returns false where there is none */
function gotoNext(cursor: TreeCursor, open: GrowingNode[]): boolean {
  while (open.length > 0) {
    if (cursor.gotoNextSibling()) return true;
    cursor.gotoParent();
    open.pop();
  }
  return false;
}

/** Lines of offsets that never fall, which is several times as fast as to ask the parser. */
class LineCounter {
  private line = 0;
  private next: number;

  constructor(private readonly text: string) {
    this.next = text.indexOf('\n');
  }

  lineOf(offset: number): number {
    while (this.next !== -1 && this.next < offset) {
      this.line += 1;
      this.next = this.text.indexOf('\n', this.next + 1);
    }
    return this.line;
  }
}
