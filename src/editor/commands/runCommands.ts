/** The commands of the list of runs. */
import * as vscode from 'vscode';
import type { RunSummary } from '../../runs';
import type { SideView } from '../../views/side';
import type { Session } from '../../experiments';
import { type ExportFormat, exportRun } from '../runs/export';
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
}: RunCommandParts): Record<string, (run: RunSummary) => unknown> {
  const open = async ({ id }: RunSummary): Promise<Session | null> => {
    const session = await sessions.get(id);
    if (!session) void vscode.window.showErrorMessage('The file of this run is gone.');
    return session;
  };
  const exportAs = (format: ExportFormat) => async (run: RunSummary) => {
    const session = await open(run);
    if (session) await exportRun(session.run, format);
  };
  return {
    'runs.open': async (run) => {
      const session = await open(run);
      if (session) void sessions.show(session);
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
    'runs.exportCsv': exportAs('csv'),
    'runs.exportJson': exportAs('json'),
    'runs.exportMarkdown': exportAs('markdown'),
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
