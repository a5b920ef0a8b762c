/** A script read once: its tree, what its names mean and how it names TensorFlow.js. */
import type { SyntaxNode, SyntaxTree } from '../syntax';
import { walk } from '../syntax';
import { Declarations } from './scope';
import { findTensorFlow, type TensorFlowNames } from './tensorflow';

export interface Script {
  tree: SyntaxTree;
  text: string;
  /** TypeScript, so types are written. */
  typed: boolean;
  /** All nodes in the order of the source. */
  nodes: readonly SyntaxNode[];
  declarations: Declarations;
  tensorflow: TensorFlowNames;
}

export function readScript(tree: SyntaxTree): Script {
  const nodes = walk(tree.root);
  const declarations = new Declarations(tree);
  return {
    tree,
    text: tree.text,
    typed: tree.language !== 'javascript',
    nodes,
    declarations,
    tensorflow: findTensorFlow(tree, nodes, declarations),
  };
}
