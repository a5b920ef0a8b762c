/** The calls that train. */
import { field, parts, type SyntaxNode } from '../syntax';
import type { TrainingMethod, TrainingSite } from '../types';
import { textOf } from './scope';
import type { Script } from './script';

export interface TrainingCall {
  method: TrainingMethod;
  call: SyntaxNode;
  /** What it is called on, such as `model` or `this.optimizer`. */
  receiver: SyntaxNode;
  args: SyntaxNode[];
}

/** Fewest arguments with which the method trains. */
const METHODS: Record<TrainingMethod, number> = {
  fit: 2,
  fitDataset: 1,
  trainOnBatch: 2,
  minimize: 1,
  applyGradients: 1,
};
const FIT_OPTIONS = /^(epochs|batchSize|batchesPerEpoch|validationSplit|validationData)$/;

export function findTrainingCalls(script: Script): TrainingCall[] {
  const calls: TrainingCall[] = [];
  for (const call of script.nodes) {
    if (call.type !== 'call_expression') continue;
    const callee = field(call, 'function');
    const receiver = field(callee, 'object');
    const property = field(callee, 'property');
    if (callee?.type !== 'member_expression' || !receiver || !property) continue;
    const method = textOf(script.tree, property);
    const args = parts(field(call, 'arguments'));
    if (!isTrainingMethod(method) || args.length < METHODS[method] || receiver.type === 'super') continue;
    calls.push({ method, call, receiver, args });
  }
  const trains = script.tensorflow.mentioned || calls.some(({ args }) => hasFitOptions(script, args.at(-1)));
  return trains ? calls : [];
}

/** Scripts that get their model from another file need not mention TensorFlow.js at all; one such call tells. */
function hasFitOptions(script: Script, options: SyntaxNode | undefined): boolean {
  return (
    options?.type === 'object' &&
    parts(options).some((pair) => {
      const key = field(pair, 'key') ?? pair;
      return FIT_OPTIONS.test(textOf(script.tree, key));
    })
  );
}

function isTrainingMethod(name: string): name is TrainingMethod {
  return Object.hasOwn(METHODS, name);
}

export function trainingSite({ method, call }: TrainingCall): TrainingSite {
  return { method, start: call.start, end: call.end, line: call.line };
}
