/** Which modules a script imports. */
import { field, parts, type SyntaxNode } from '../syntax';
import { textOf } from './nodes';
import type { Script } from './script';

const IMPORT = /^import(_from)?_statement$/;

export function importsModule(script: Script, module: RegExp): boolean {
  return script.nodes.some(
    (node) => IMPORT.test(node.type) && modulesOf(script, node).some((one) => module.test(one)),
  );
}

/** `os` and `torch.nn` of `import os, torch.nn as nn`; `torch` of `from torch import nn`. */
export function modulesOf(script: Script, statement: SyntaxNode): string[] {
  const from = field(statement, 'module_name');
  const named = from ? [from] : parts(statement).filter((part) => part.field === 'name');
  return named.map((name) => textOf(script.tree, field(name, 'name') ?? name));
}
