/** Finding again the class of a schedule that was inserted for Keras. */
import type { PolicyKind, PolicyNumber } from '../../../tuning';
import { policyNumbers } from '../../../tuning';
import { CONSTANT_NAMES } from '../../constants';
import { field, type SyntaxNode, walk } from '../../syntax';
import { type InsertedNumber, numberOf } from '../insertedNumbers';
import { textOf } from '../nodes';
import type { Script } from '../script';
import { policyOf } from './code';
import { extendsSchedule } from './optimizers';

export interface KerasSchedule {
  /** The class with its decorator. */
  definition: SyntaxNode;
  name: string;
  /** The calls that make one. */
  uses: SyntaxNode[];
}

/** As `InsertedGroup`. */
interface KerasGroup {
  policy: PolicyKind;
  numbers: Partial<Record<PolicyNumber, InsertedNumber>>;
  scheduler: null;
  keras: KerasSchedule;
}

export function insertedForKeras(script: Script): KerasGroup[] {
  return script.nodes.flatMap((node) => {
    const definition = node.parent?.type === 'decorated_definition' ? node.parent : null;
    const name = field(node, 'name');
    if (node.type !== 'class_definition' || !definition || !name || !extendsSchedule(script, node)) return [];
    const policy = policyOf(textOf(script.tree, node));
    if (policy === null) return [];
    const numbers: Partial<Record<PolicyNumber, InsertedNumber>> = {};
    for (const role of policyNumbers(policy)) {
      const number = numberIn(script, node, CONSTANT_NAMES[role]);
      if (!number) return [];
      numbers[role] = number;
    }
    const written = textOf(script.tree, name);
    const uses = script.calls.filter((call) => {
      const callee = field(call, 'function');
      return callee !== null && textOf(script.tree, callee) === written;
    });
    return [{ policy, numbers, scheduler: null, keras: { definition, name: written, uses } }];
  });
}

function numberIn(script: Script, definition: SyntaxNode, name: string): InsertedNumber | undefined {
  const named = new RegExp(`^${name}(_\\d+)?$`);
  const use = walk(definition).find(
    (node) => node.type === 'identifier' && named.test(textOf(script.tree, node)),
  );
  return use && numberOf(script.scopes.resolve(use), script);
}
