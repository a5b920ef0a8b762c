/**
 * Syntax trees as plain data. A tree-sitter tree lives in WebAssembly memory and must be freed by hand; ours is
 * copied out once, named nodes only, so that nothing can leak and every later question is cheap.
 */
import { Language, Parser, type TreeCursor } from '@vscode/tree-sitter-wasm';
import type { ScriptLanguage } from '../languages';

export interface SyntaxNode {
  readonly type: string;
  /** JavaScript string offsets. */
  readonly start: number;
  readonly end: number;
  /** 0-based. */
  readonly line: number;
  /** The part this node plays in its parent, such as `function` or `arguments`. */
  readonly field: string | null;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly text: string;
  readonly language: ScriptLanguage;
  readonly root: SyntaxNode;
  /** Places where the parser had to guess: 0 for code without syntax errors. */
  readonly errors: number;
}

export type ParseText = (text: string, language: ScriptLanguage) => SyntaxTree;

const grammarFiles: Record<ScriptLanguage, string> = {
  javascript: 'tree-sitter-javascript.wasm',
  typescript: 'tree-sitter-typescript.wasm',
  tsx: 'tree-sitter-tsx.wasm',
  python: 'tree-sitter-python.wasm',
};

/** @param readWasm gives the bytes of a grammar or of the runtime by file name. */
export async function loadGrammars(readWasm: (file: string) => Promise<Uint8Array>): Promise<ParseText> {
  await startRuntime(readWasm);

  const parsers = {} as Record<ScriptLanguage, Parser>;
  for (const language of Object.keys(grammarFiles) as ScriptLanguage[]) {
    parsers[language] = new Parser();
    parsers[language].setLanguage(await Language.load(await readWasm(grammarFiles[language])));
  }

  return (text, language) => {
    const tree = parsers[language].parse(text);
    if (!tree) throw new Error(`The ${language} parser gave no tree.`);
    const cursor = tree.walk();
    try {
      const counter = { errors: 0 };
      const root = copyNode(cursor, null, counter);
      return { text, language, root, errors: counter.errors };
    } finally {
      cursor.delete();
      tree.delete();
    }
  };
}

/** One for the whole process: a second start would pull the memory from under the first one's parsers. */
let runtime: Promise<void> | null = null;

async function startRuntime(readWasm: (file: string) => Promise<Uint8Array>): Promise<void> {
  runtime ??= readWasm('tree-sitter.wasm').then((wasmBinary) => {
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

function copyNode(cursor: TreeCursor, parent: SyntaxNode | null, counter: { errors: number }): SyntaxNode {
  const children: SyntaxNode[] = [];
  const node: SyntaxNode = {
    type: cursor.nodeType,
    start: cursor.startIndex,
    end: cursor.endIndex,
    line: cursor.startPosition.row,
    field: cursor.currentFieldName,
    parent,
    children,
  };
  if (node.type === 'ERROR') counter.errors++;
  if (cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeIsMissing) counter.errors++;
      if (cursor.nodeIsNamed) children.push(copyNode(cursor, node, counter));
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}

export function field(node: SyntaxNode | null | undefined, name: string): SyntaxNode | null {
  return node?.children.find((child) => child.field === name) ?? null;
}

/** Children in the order of the source, comments left out. */
export function parts(node: SyntaxNode | null | undefined): SyntaxNode[] {
  return node ? node.children.filter((child) => child.type !== 'comment') : [];
}

/** The node and everything below it, in the order of the source. */
export function walk(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const collect = (at: SyntaxNode): void => {
    found.push(at);
    for (const child of at.children) collect(child);
  };
  collect(node);
  return found;
}

export function* ancestors(node: SyntaxNode): Generator<SyntaxNode> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

export function contains(
  outer: { start: number; end: number },
  inner: { start: number; end: number },
): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
