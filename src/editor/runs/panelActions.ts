/** What a panel's page asks for, done. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { PanelAsk } from '../../protocol/panel';
import { chosenOf } from '../../runs';
import { type AdviceAction, BOLDER_FACTOR } from '../../tuning';
import type { PanelHost } from '../../views/panel';
import type { Insertion } from '../script/insertion';
import type { RememberedStarts } from '../starting/rememberedStarts';
import { changeFor } from './advice';
import { exportRun } from './export';
import type { ScriptOutput } from './output';
import { chooseTrainingOf, doProblemAction } from './problemActions';
import type { RangeTests, RequestChange } from './rangeTests';
import type { Trainings } from './trainings';

export interface PanelParts {
  insertion: Insertion;
  starts: RememberedStarts;
  output: ScriptOutput;
  rangeTests: RangeTests;
  trainings: Trainings;
}

export function panelHost(parts: PanelParts): PanelHost {
  return {
    ask: (session, message) => answer(session, message, parts),
    insertion: (session) => parts.insertion.check(session),
  };
}

function answer(session: Session, message: PanelAsk, parts: PanelParts): void {
  const { insertion, starts, output, rangeTests, trainings } = parts;
  switch (message.type) {
    case 'cancel':
      return session.cancel();
    case 'run-again':
      return runAgain(session, rangeTests);
    case 'choose-training':
      return chooseTrainingOf(session);
    case 'train':
    case 'compare':
      return void trainings[message.type](vscode.Uri.file(session.run.script), session);
    case 'confirm':
      return void rangeTests.confirm(session);
    case 'choose': {
      const { type: _, ...chosen } = message;
      return session.record({ type: 'chosen', chosen });
    }
    case 'step-size':
      return session.record({ type: 'step-size', iterations: message.iterations });
    case 'insert':
      return void insertion.insert(session, message.what, message.preview);
    case 'advice':
      return follow(session, message.action, rangeTests);
    case 'problem-action':
      return doProblemAction(session, message.action, {
        starts,
        output,
        runAgain: () => runAgain(session, rangeTests),
      });
    case 'export':
      return void exportRun(session.run, message.format);
  }
}

function runAgain({ run }: Session, rangeTests: RangeTests, change: RequestChange = {}): void {
  void rangeTests.start(vscode.Uri.file(run.script), change);
}

function follow(session: Session, action: AdviceAction, rangeTests: RangeTests): void {
  if (action === 'bolder-max') return chooseBolder(session);
  const change = changeFor(action, rangeTests.requestOf(session));
  if (change) runAgain(session, rangeTests, change);
}

/** The same run, with a higher maximum to try: nothing has to be measured again. */
function chooseBolder(session: Session): void {
  const chosen = chosenOf(session.run);
  if (!chosen) return;
  session.record({ type: 'chosen', chosen: { ...chosen, maxLR: chosen.maxLR * BOLDER_FACTOR, by: 'hand' } });
}
