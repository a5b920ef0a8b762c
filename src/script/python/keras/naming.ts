/** How a file calls Keras. */
import { Refusal } from '../../refusal';
import type { SyntaxNode } from '../../syntax';
import type { Insertion } from '../insert/insertion';
import { writeImport } from '../insert/place';
import { importsModule } from '../importedModules';
import { textOf } from '../nodes';

const imported = new WeakSet<Insertion>();

/** How the file calls Keras: `keras`, `tf.keras`; with a new import where it has no name for it. */
export function kerasIn(insertion: Insertion, uses: readonly SyntaxNode[]): string {
  const { script, style, draft } = insertion;
  for (const node of script.nodes) {
    if (node.type !== 'identifier') continue;
    const [binding] = script.scopes.resolve(node);
    if (binding?.imported === 'keras' || binding?.imported === 'tensorflow.keras')
      return textOf(script.tree, node);
  }
  for (const node of script.nodes) {
    const [binding] = node.type === 'identifier' ? script.scopes.resolve(node) : [];
    if (binding?.imported === 'tensorflow') return `${textOf(script.tree, node)}.keras`;
  }
  if (imported.has(insertion)) return 'keras';
  if (script.scopes.named('keras').length > 0) {
    throw new Refusal('The name keras stands for something else here: import Keras by its name first.');
  }
  const ofTensorFlow = importsModule(script, /^tensorflow\b/);
  const line = ofTensorFlow ? 'from tensorflow import keras' : 'import keras';
  imported.add(insertion);
  writeImport(script, draft, style, line, null, uses);
  return 'keras';
}
