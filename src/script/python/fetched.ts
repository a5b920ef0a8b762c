/** Optimizers that a script takes from elsewhere again and again: a schedule made beside them would never get on. */
import { Refusal } from '../refusal';
import { ancestors, contains, type SyntaxNode } from '../syntax';
import type { Home, Step } from './links';
import { argumentsOf, calledName, functionAround, isFunction, isLoop, unwrap } from './nodes';
import type { Binding } from './scope';
import { callsOf, type Script } from './script';

/** @throws Refusal where the schedule would begin anew before it has gone round */
export function refuseFetched(script: Script, home: Home, steps: readonly Step[]): void {
  const fetched = home.bindings.find((binding) => isFetched(script, binding));
  if (!fetched || !isFetchedAgain(script, home.statement, steps)) return;
  throw new Refusal(
    `Line ${fetched.node.line + 1} takes ${home.optimizer} from elsewhere again and again, and a schedule made there would begin anew each time: make it once, where its optimizer is made.`,
  );
}

/** `optimizers[fold]`, `self.trainer.optimizer`, Lightning's `self.optimizers()`. */
function isFetched({ tree }: Script, { value, from }: Binding): boolean {
  const given = value ?? from;
  if (!given) return false;
  const source = unwrap(given);
  if (/^(subscript|attribute)$/.test(source.type)) return true;
  const takesNothing = source.type === 'call' && argumentsOf(tree, source).positional.length === 0;
  return takesNothing && calledName(tree, source) === 'optimizers';
}

function isFetchedAgain(script: Script, statement: SyntaxNode, steps: readonly Step[]): boolean {
  if (isInLoop(statement)) return true;
  const owner = functionAround(statement);
  if (!owner) return false;
  return callsOf(script, owner).some((call) => isInLoop(call)) || !steps.every(hasLoop);

  function hasLoop({ call, hops }: Step): boolean {
    return [call, ...hops.flatMap(({ calls }) => calls.map((handing) => handing.call))].some((node) =>
      isInLoop(node, statement),
    );
  }
}

/** Whether a loop of its function is around it, and not around the other. */
function isInLoop(node: SyntaxNode, outside: SyntaxNode | null = null): boolean {
  for (const ancestor of ancestors(node)) {
    if (isFunction(ancestor) || (outside && contains(ancestor, outside))) return false;
    if (isLoop(ancestor)) return true;
  }
  return false;
}
