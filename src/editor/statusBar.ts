/** While a range test runs: how far it is, and a way to its chart. */
import * as vscode from 'vscode';
import { progressOf } from '../views/panelState';
import type { RangeTests } from './rangeTests';

/** Milliseconds between updates; the panel is the place for the live view. */
const INTERVAL = 500;

export class LrStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'lrTuner.progress',
    vscode.StatusBarAlignment.Left,
  );
  private readonly watching: vscode.Disposable;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly rangeTests: RangeTests) {
    this.item.name = 'LR Tuner';
    this.item.command = 'lrTuner.openChart';
    this.item.tooltip = 'A range test is running. Open its chart.';
    this.watching = rangeTests.onDidChange(() => this.update());
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.watching.dispose();
    this.item.dispose();
  }

  private update(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const session = this.rangeTests.running()[0];
    void vscode.commands.executeCommand('setContext', 'lrTuner.running', session !== undefined);
    if (!session) return this.item.hide();
    const progress = progressOf(session.run);
    const steps = progress ? ` ${progress.step}/${progress.of}` : '';
    this.item.text = `$(loading~spin) LR range test${steps}`;
    this.item.show();
    this.timer = setTimeout(() => this.update(), INTERVAL);
  }
}
