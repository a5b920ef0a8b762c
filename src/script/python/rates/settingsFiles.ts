/** Settings that a script reads from files of its own: YAML, JSON, TOML, Hydra. */
import { type SyntaxNode, walk } from '../../syntax';
import { stringValue, textOf } from '../nodes';
import type { Script } from '../script';

const READS =
  /\b(yaml|OmegaConf|json|toml|tomllib|tomli|ConfigFactory|YAML\(.*\))\.(safe_load|load|loads|full_load|unsafe_load|parse_file)$|^(load_config|read_config|load_yaml)$/s;
const FILE = /\.(ya?ml|json|toml|ini|cfg)$/i;

/** Whether a call reads settings, or a function is given them by Hydra. */
export function readsFile(script: Script, node: SyntaxNode): boolean {
  if (node.type === 'function_definition') return hydraDecorator(script, node) !== null;
  const callee = node.children.find((child) => child.field === 'function');
  return callee !== undefined && READS.test(textOf(script.tree, callee));
}

/** The settings files that the script names. */
export function filesRead(script: Script, node: SyntaxNode): string[] {
  const decorator = node.type === 'function_definition' ? hydraDecorator(script, node) : null;
  const texts = walk(decorator ?? script.tree.root).flatMap((part) => {
    const text = stringValue(script.tree, part);
    return text === null ? [] : [{ text, part }];
  });
  if (!decorator) return [...new Set(texts.map(({ text }) => text).filter((text) => FILE.test(text)))];
  const named = (name: string): string | undefined =>
    texts.find(({ part }) => part.parent && textOf(script.tree, part.parent).startsWith(name))?.text;
  const file = named('config_name');
  if (!file) return [];
  const folder = named('config_path');
  return [`${folder ? `${folder}/` : ''}${FILE.test(file) ? file : `${file}.yaml`}`];
}

function hydraDecorator(script: Script, owner: SyntaxNode): SyntaxNode | null {
  const around = owner.parent?.type === 'decorated_definition' ? owner.parent : null;
  const decorators = around?.children.filter(({ type }) => type === 'decorator') ?? [];
  return decorators.find((decorator) => /^@hydra\.main\b/.test(textOf(script.tree, decorator))) ?? null;
}
