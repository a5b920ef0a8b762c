/** While a run goes on: how far it is, and a way to its chart. */
import * as vscode from 'vscode';
import { progressOf, type RunKind } from '../../runs';
import type { Sessions } from './sessions';

/** Milliseconds between updates; the panel is the place for the live view. */
const INTERVAL = 500;

const NAMES: Record<RunKind, string> = {
  'range-test': 'LR range test',
  imported: 'LR curve',
  training: 'CLR training',
  comparison: 'CLR comparison',
};

export class LrStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'lrTuner.progress',
    vscode.StatusBarAlignment.Left,
  );
  private readonly watching: vscode.Disposable;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly sessions: Sessions) {
    this.item.name = 'LR Tuner';
    this.item.command = 'lrTuner.openChart';
    this.item.tooltip = 'Open the chart of what is running.';
    this.watching = sessions.onDidChange(() => this.update());
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.watching.dispose();
    this.item.dispose();
  }

  private update(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const session = this.sessions.running()[0];
    void vscode.commands.executeCommand('setContext', 'lrTuner.running', session !== undefined);
    if (!session) return this.item.hide();
    const progress = progressOf(session.run);
    const steps = progress ? ` ${progress.step}/${progress.of}` : '';
    this.item.text = `$(loading~spin) ${NAMES[session.run.kind]}${steps}`;
    this.item.show();
    this.timer = setTimeout(() => this.update(), INTERVAL);
  }
}
