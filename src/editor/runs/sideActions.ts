/** What the side view's buttons do. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { SideActions } from '../../views/side';
import type { Launches } from '../starting/launches';
import type { ScriptOutput } from './output';
import { chooseTrainingOf, doProblemAction, exportRun } from './panelActions';
import type { Trainings } from './trainings';

export function sideActions(
  launches: Launches,
  output: ScriptOutput,
  trainings: () => Trainings,
): SideActions {
  const askAndResume = async (session: Session): Promise<void> => {
    if (await launches.askArguments(vscode.Uri.file(session.run.script))) await trainings().resume(session);
  };
  const command = (name: string, session: Session | null): void => {
    const script = session && vscode.Uri.file(session.run.script);
    void vscode.commands.executeCommand(`lrTuner.${name}`, script ?? undefined);
  };
  return {
    train: (session) => command('train', session),
    compare: (session) => command('compare', session),
    resume: (session) => void trainings().resume(session),
    export: (session, format) => void exportRun(session.run, format),
    savePicture: (session, { format, content }) => void savePicture(session, format, content),
    problemAction: (session, action) =>
      doProblemAction(action, {
        output,
        runAgain: () => void trainings().resume(session),
        askArguments: () => void askAndResume(session),
        chooseTraining: () => chooseTrainingOf(session),
      }),
  };
}

async function savePicture(session: Session, format: 'svg' | 'png', content: string): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(`${session.run.script}.training.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!target) return;
  const bytes =
    format === 'svg' ? Buffer.from(content) : Buffer.from(content.slice(content.indexOf(',') + 1), 'base64');
  await vscode.workspace.fs.writeFile(target, bytes);
}
