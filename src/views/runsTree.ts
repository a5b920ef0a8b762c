/** The side panel's list of runs. */
import * as vscode from 'vscode';
import { answerOf, chosenOf, comparisonOf } from '../runs';
import type { Run, RunStore } from '../runs';
import { rateText, textOf } from '../tuning';

export class RunsTree implements vscode.TreeDataProvider<Run>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  private view: vscode.TreeView<Run> | null = null;

  /** @param live the run with this id while it goes on, which its file lags behind */
  constructor(
    private readonly store: RunStore,
    private readonly live: (id: string) => Run | undefined,
  ) {}

  createView(): vscode.Disposable {
    this.view = vscode.window.createTreeView('lrTuner.runs', { treeDataProvider: this });
    return this.view;
  }

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  async getChildren(): Promise<Run[]> {
    const runs = await this.store.list(this.live);
    if (this.view) this.view.message = damageText([...this.store.damaged.keys()]);
    return runs.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.startedAt - a.startedAt);
  }

  getTreeItem(run: Run): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.id;
    item.description = `${summaryOf(run)} · ${new Date(run.startedAt).toLocaleString()}`;
    item.tooltip = `${run.script}\n${sentenceOf(run)}`;
    item.iconPath = new vscode.ThemeIcon(iconOf(run));
    item.contextValue = ['run', run.training && 'training', run.pinned && 'pinned'].filter(Boolean).join('-');
    item.command = { command: 'lrTuner.runs.open', title: 'Open Chart', arguments: [run] };
    return item;
  }
}

/** An empty one is not shown. */
function damageText(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return '';
  const others = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return `${first}${others} cannot be read whole; LR Tuner: Show Log says why.`;
}

function sentenceOf(run: Run): string {
  if (run.training) return comparisonOf(run)?.sentence ?? summaryOf(run);
  const answer = answerOf(run);
  return answer ? textOf(answer.verdict) : summaryOf(run);
}

function summaryOf(run: Run): string {
  switch (run.status) {
    case 'starting':
    case 'running':
      return 'running';
    case 'failed':
      return run.problem?.title ?? 'failed';
    case 'cancelled':
    case 'finished': {
      const bounds = run.training?.request.bounds ?? chosenOf(run);
      if (bounds) {
        return `${kindOf(run)}${rateText(bounds.baseLR)}–${rateText(bounds.maxLR)}`;
      }
      return run.status === 'cancelled' ? 'cancelled' : 'no bounds';
    }
  }
}

function kindOf(run: Run): string {
  switch (run.kind) {
    case 'range-test':
    case 'imported':
      return '';
    case 'training':
      return 'trained with ';
    case 'comparison':
      return 'compared ';
  }
}

function iconOf(run: Run): string {
  switch (run.status) {
    case 'starting':
    case 'running':
      return 'loading~spin';
    case 'failed':
      return 'error';
    case 'cancelled':
      return 'circle-slash';
    case 'finished':
      return 'graph-line';
  }
}
