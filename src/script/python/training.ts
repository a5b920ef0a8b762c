/** The loops that train, as the editor marks them. */
import { ancestors, contains, field, parts, type SyntaxNode } from '../syntax';
import type { TrainingSite } from '../types';
import type { Step, Training } from './links';
import { calledName, isFunction, isLoop } from './nodes';
import { calledHere, pathOf, type Script } from './script';
import { bindingsOf } from './steps';

/** The loop around the step: the outermost of its function that the optimizer outlives; else the step itself. */
export function loopOf(step: Step, { home }: Training): SyntaxNode {
  let loop = step.call;
  for (const ancestor of ancestors(step.call)) {
    if (isFunction(ancestor) || (home && contains(ancestor, home.statement))) break;
    if (isLoop(ancestor)) loop = ancestor;
  }
  return loop;
}

/** Calls by which a framework's own trainer trains: Lightning's `fit`, Hugging Face's `train`. */
const TRAINERS: readonly { method: string; maker: RegExp }[] = [
  { method: 'fit', maker: /^(pytorch_)?lightning\..*Trainer$/ },
  { method: 'train', maker: /^transformers\..*Trainer$/ },
];

export function trainerSites(script: Script): TrainingSite[] {
  return script.calls.flatMap((call) => {
    const { method, maker } = TRAINERS.find((one) => one.method === calledName(script.tree, call)) ?? {};
    const receiver = field(field(call, 'function'), 'object');
    if (!method || !maker || !receiver) return [];
    const made = [receiver, ...bindingsOf(script, receiver).flatMap(({ value }) => value ?? [])];
    if (!made.some((value) => isMadeBy(script, value, maker))) return [];
    const { start, end, line } = call;
    return [{ method, start, end, line }];
  });
}

/** Through classes of this file that extend one. */
function isMadeBy(script: Script, value: SyntaxNode, maker: RegExp): boolean {
  const callee = value.type === 'call' ? field(value, 'function') : null;
  if (!callee) return false;
  const own = calledHere(script, value);
  const named = own?.type === 'class_definition' ? parts(field(own, 'superclasses')) : [callee];
  return named.some((one) => maker.test(pathOf(script, one) ?? ''));
}

export function trainingSites(trainings: readonly Training[]): TrainingSite[] {
  const loops = new Set(
    trainings.flatMap((training) => training.steps.map((step) => loopOf(step, training))),
  );
  return [...loops]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, line }) => ({ method: 'step', start, end, line }));
}
