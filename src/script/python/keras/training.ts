/** The calls by which Keras trains. */
import type { SyntaxNode } from '../../syntax';
import type { TrainingSite } from '../../types';
import { field } from '../../syntax';
import { calledName } from '../nodes';
import type { Script } from '../script';
import { importsKeras } from './optimizers';

const TRAINS = /^(fit|train_on_batch|apply_gradients)$/;

export function kerasTrainings(script: Script): TrainingSite[] {
  if (!importsKeras(script)) return [];
  return script.calls
    .filter((call) => TRAINS.test(calledName(script.tree, call)) && isMethod(call))
    .map((call) => ({
      method: calledName(script.tree, call),
      start: call.start,
      end: call.end,
      line: call.line,
    }));
}

function isMethod(call: SyntaxNode): boolean {
  return field(call, 'function')?.type === 'attribute';
}
