/** Source text to syntax trees, by tree-sitter's grammars. */
import { Language, Parser, type TreeCursor } from '@vscode/tree-sitter-wasm';
import type { ScriptLanguage } from '../languages';
import { GRAMMAR_FILES, RUNTIME_FILE } from './languages';
import type { ParseText, SyntaxNode } from './syntax';

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
