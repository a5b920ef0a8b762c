/** What a script passes as `callbacks`, as far as its source tells. */
import { field, parts, type SyntaxNode } from '../../../syntax';
import { textOf, unwrap } from '../../scope';
import type { Script } from '../../script';
import { trace } from '../../trace';

/**
 * `plain`: an object of functions; `instance`: one callback; `list`: an array of instances; `maybe`: an instance, a
 * list or nothing, decided when it runs; `unknown`: any of these.
 */
export type Form = 'plain' | 'instance' | 'list' | 'maybe' | 'unknown' | 'nothing';

/** What `options.callbacks` holds; a parameter may be given anything by callers that are not seen. */
export function formOfProperty(script: Script, options: SyntaxNode): Form {
  if (isParameter(script, options)) return 'unknown';
  const origin = trace(script, options);
  if (origin.kind !== 'value' || origin.node.type !== 'object') return 'unknown';
  if (parts(origin.node).some((part) => part.type === 'spread_element')) return 'unknown';
  for (const part of parts(origin.node)) {
    const key = field(part, 'key') ?? part;
    if (textOf(script.tree, key).replace(/['"]/g, '') === 'callbacks') {
      return formOf(script, field(part, 'value') ?? part);
    }
  }
  const changed = script.nodes.some(
    (node) =>
      node.type === 'assignment_expression' &&
      textOf(script.tree, field(node, 'left') ?? node) === `${textOf(script.tree, options)}.callbacks`,
  );
  return changed ? 'unknown' : 'nothing';
}

function isParameter(script: Script, expression: SyntaxNode): boolean {
  const node = unwrap(expression);
  return /identifier$/.test(node.type) && script.declarations.resolve(node)?.kind === 'parameter';
}

export function formOf(script: Script, expression: SyntaxNode): Form {
  if (isParameter(script, expression)) return 'unknown';
  const origin = trace(script, expression);
  if (origin.kind !== 'value') return 'unknown';
  const { node } = origin;
  const text = textOf(script.tree, node);
  switch (node.type) {
    case 'object':
      return 'plain';
    case 'new_expression':
      return 'instance';
    case 'array':
      return parts(node).some((element) => formOf(script, element) !== 'instance') ? 'unknown' : 'list';
    case 'null':
    case 'undefined':
      return 'nothing';
    case 'identifier':
      return text === 'undefined' ? 'nothing' : 'unknown';
    case 'call_expression':
      return /\b(earlyStopping|tensorBoard)\(/.test(text) ? 'instance' : 'unknown';
    case 'ternary_expression': {
      const branches = [field(node, 'consequence'), field(node, 'alternative')];
      const plain = branches.some((branch) => branch && /^(plain|unknown)$/.test(formOf(script, branch)));
      return plain ? 'unknown' : 'maybe';
    }
    case 'binary_expression': {
      const right = field(node, 'right');
      return right && /^(instance|list)$/.test(formOf(script, right)) ? 'maybe' : 'unknown';
    }
    default:
      return 'unknown';
  }
}
