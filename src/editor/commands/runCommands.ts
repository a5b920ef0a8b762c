/** The commands of the list of runs. */
import * as vscode from 'vscode';
import type { Run } from '../../runs';
import type { SideView } from '../../views/side';
import { exportRun } from '../runs/export';
import type { Sessions } from '../runs/sessions';
import type { TrainingTabs } from '../runs/viewers/trainingTabs';

export interface RunCommandParts {
  sessions: Sessions;
  side: SideView;
  tabs: TrainingTabs;
}

export function runCommands({
  sessions,
  side,
  tabs,
}: RunCommandParts): Record<string, (run: Run) => unknown> {
  return {
    'runs.open': async ({ id }) => {
      const session = await sessions.get(id);
      if (!session) return void vscode.window.showErrorMessage('The file of this run is gone.');
      return void sessions.show(session);
    },
    'runs.overlay': async ({ id }) => {
      const session = await sessions.get(id);
      if (session) side.overlay(session);
    },
    'runs.rename': async (run) => {
      const name = await vscode.window.showInputBox({ title: 'Name of the run', value: run.name });
      if (name?.trim()) (await sessions.get(run.id))?.record({ type: 'renamed', name: name.trim() });
    },
    'runs.pin': async ({ id }) => (await sessions.get(id))?.record({ type: 'pinned', pinned: true }),
    'runs.unpin': async ({ id }) => (await sessions.get(id))?.record({ type: 'pinned', pinned: false }),
    'runs.exportCsv': (run) => exportRun(run, 'csv'),
    'runs.exportJson': (run) => exportRun(run, 'json'),
    'runs.exportMarkdown': (run) => exportRun(run, 'markdown'),
    'runs.delete': async (run) => {
      const remove = 'Delete';
      const question = `Delete the run "${run.name}"?`;
      const answer = await vscode.window.showWarningMessage(question, { modal: true }, remove);
      if (answer !== remove) return;
      await sessions.delete(run.id);
      side.drop(run.id);
      tabs.drop(run.id);
    },
  };
}
