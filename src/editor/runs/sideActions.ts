/** What the side view's page asks for, done. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { AskSide } from '../../views/trainingPage';
import type { Insertion } from '../script/insertion';
import type { RememberedStarts } from '../starting/rememberedStarts';
import { exportRun, savePicture } from './export';
import type { ScriptOutput } from './output';
import { doProblemAction } from './problemActions';
import type { Trainings } from './trainings';

export interface SideParts {
  starts: RememberedStarts;
  output: ScriptOutput;
  trainings: Trainings;
  insertion: Insertion;
  openInEditor(session: Session): void;
}

export function sideActions(parts: SideParts): AskSide {
  const { starts, output, trainings, insertion } = parts;
  return (session, message) => {
    switch (message.type) {
      case 'train':
      case 'compare':
        return void vscode.commands.executeCommand(`lrTuner.${message.type}`, scriptOf(session));
      case 'open-in-editor':
        return void (session && parts.openInEditor(session));
      case 'use':
        return void (session && insertion.insertArm(session, message.arm));
      case 'cancel':
        return session?.cancel();
      case 'resume':
        return void (session && trainings.resume(session));
      case 'export':
        return void (session && exportRun(session.run, message.format));
      case 'save-picture':
        return void (session && savePicture(session.run, message.format, message.content));
      case 'problem-action': {
        if (!session) return;
        const runAgain = (): void => void trainings.resume(session);
        return doProblemAction(session, message.action, { starts, output, runAgain });
      }
    }
  };
}

/** Undefined lets the command find out. */
function scriptOf(session: Session | null): vscode.Uri | undefined {
  return session ? vscode.Uri.file(session.run.script) : undefined;
}
