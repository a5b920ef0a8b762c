/** The calls by which Keras trains, and the callbacks that change its rate meanwhile. */
import type { SyntaxNode } from '../../syntax';
import type { TrainingSite } from '../../types';
import { field } from '../../syntax';
import { calledName } from '../nodes';
import { pathOf, type Script } from '../script';
import { importsKeras } from './optimizers';

const TRAINS = /^(fit|train_on_batch|apply_gradients)$/;
const CALLBACK = /^(?:keras|tensorflow\.keras)\.callbacks\.(LearningRateScheduler|ReduceLROnPlateau)$/;

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

export function changesKerasRate(script: Script, call: SyntaxNode): boolean {
  const callee = field(call, 'function');
  return callee !== null && CALLBACK.test(pathOf(script, callee) ?? '');
}

function isMethod(call: SyntaxNode): boolean {
  return field(call, 'function')?.type === 'attribute';
}
