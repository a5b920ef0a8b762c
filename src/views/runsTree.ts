/** The side panel's list of runs. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Run, RunCatalog, RunStore, RunSummary } from '../runs';
import { ago, runTitle } from './titles';

/** Milliseconds. */
const MINUTE = 60_000;

export class RunsTree implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  private view: vscode.TreeView<RunSummary> | null = null;
  /** How long ago a run was changes by itself. */
  private readonly clock = setInterval(() => {
    if (this.view?.visible) this.changed.fire();
  }, MINUTE);

  /** @param live the run with this id while it goes on, which its file lags behind */
  constructor(
    private readonly store: RunStore,
    private readonly catalog: RunCatalog,
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
    clearInterval(this.clock);
    this.changed.dispose();
  }

  async getChildren(): Promise<RunSummary[]> {
    const runs = await this.catalog.list(this.live);
    if (this.view) this.view.message = damageText([...this.store.damaged.keys()]);
    return runs.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.startedAt - a.startedAt);
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(runTitle(run));
    item.id = run.id;
    item.description = [stateOf(run), ago(run.startedAt, Date.now()), path.basename(run.script)]
      .filter(Boolean)
      .join(' · ');
    item.tooltip = `${run.script}\n${new Date(run.startedAt).toLocaleString()}\n${run.outcome ?? stateOf(run)}`;
    item.iconPath = new vscode.ThemeIcon(iconOf(run));
    item.contextValue = ['run', isTraining(run) && 'training', run.pinned && 'pinned']
      .filter(Boolean)
      .join('-');
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

function isTraining({ kind }: RunSummary): boolean {
  return kind === 'training' || kind === 'comparison';
}

/** What is to be said beside its title; empty for a run that came to an answer. */
function stateOf(run: RunSummary): string {
  switch (run.status) {
    case 'starting':
    case 'running':
      return 'running';
    case 'failed':
      return run.problem ?? 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'finished':
      return run.bounds || isTraining(run) || !run.isRead ? '' : 'no bounds';
  }
}

function iconOf(run: RunSummary): string {
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
