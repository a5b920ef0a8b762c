/** Range tests in the editor: starts them, knows the latest of each script, keeps their panels. */
import path from 'node:path';
import * as vscode from 'vscode';
import { runRangeTest, Session } from '../experiments';
import type { RangeTestRequest } from '../experiments';
import { importedEvents, newRunId } from '../runs';
import type { Run, RunStore } from '../runs';
import type { Curve } from '../tuning';
import { ChartPanel } from '../views/panel';
import type { PanelActions } from '../views/panel';
import type { Launches } from './launches';
import type { ScriptOutput } from './output';
import { rangeTestSettings } from './settings';
import { saveScript } from './saving';

/** What a request may differ in from the settings: another range, a longer ramp, one quick ramp. */
export type RequestChange = Partial<Pick<RangeTestRequest, 'range' | 'steps' | 'maxSteps' | 'seeds'>>;

export class RangeTests implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** A run began, went on or ended, or its bounds were set. */
  readonly onDidChange = this.changed.event;
  private readonly latest = new Map<string, Session>();
  private readonly sessions = new Map<string, Session>();
  private readonly panels = new Map<string, ChartPanel>();
  private readonly requests = new WeakMap<Session, RangeTestRequest>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly store: RunStore,
    private readonly launches: Launches,
    private readonly output: ScriptOutput,
    private readonly actions: PanelActions,
  ) {}

  dispose(): void {
    for (const session of this.sessions.values()) session.cancel();
    for (const panel of this.panels.values()) panel.dispose();
    this.changed.dispose();
  }

  latestOf(script: vscode.Uri): Session | undefined {
    return this.latest.get(script.fsPath);
  }

  live(id: string): Run | undefined {
    const session = this.sessions.get(id);
    return session?.run;
  }

  running(): Session[] {
    return [...this.sessions.values()].filter((session) => session.isRunning);
  }

  requestOf(session: Session): RangeTestRequest | undefined {
    return this.requests.get(session);
  }

  /** Saves, starts and shows; returns once the run has ended. */
  async start(script: vscode.Uri, change: RequestChange = {}): Promise<void> {
    const going = this.latestOf(script);
    if (going?.isRunning) return this.show(going);
    if (!(await saveScript(script))) return;
    const request = this.request(script, change);
    const session = this.newSession(script, request.range);
    this.requests.set(session, request);
    this.latest.set(script.fsPath, session);
    this.show(session);
    this.output.begin(`Range test of ${script.fsPath}`);
    await runRangeTest(request, session);
    await session.flush();
  }

  /** Curves from files, shown and kept like a run of our own. */
  import(files: readonly vscode.Uri[], curves: readonly Curve[]): void {
    const [first] = files;
    if (!first) return;
    const startedAt = Date.now();
    const id = newRunId(startedAt);
    const session = this.track(new Session(this.writer(id)));
    const header = { id, name: path.basename(first.fsPath), script: first.fsPath, startedAt };
    for (const event of importedEvents(header, curves)) session.record(event);
    this.show(session);
  }

  show(session: Session): void {
    const open = this.panels.get(session.run.id);
    if (open) return open.reveal();
    const { extensionUri } = this.context;
    const title = `LR: ${session.run.name}`;
    this.keep(ChartPanel.create(session, title, this.actions, extensionUri, vscode.ViewColumn.Beside));
  }

  /** A run from the list, with its chart. */
  async open(id: string): Promise<Session | null> {
    const session = await this.session(id);
    if (session) this.show(session);
    return session;
  }

  /** A panel that VS Code kept over a reload of the window. */
  async restore(panel: vscode.WebviewPanel, id: string): Promise<void> {
    const session = await this.session(id);
    if (session) this.keep(new ChartPanel(session, panel, this.actions, this.context.extensionUri));
    else panel.dispose();
  }

  async session(id: string): Promise<Session | null> {
    const known = this.sessions.get(id);
    if (known) return known;
    const run = await this.store.load(id);
    if (!run) return null;
    const session = this.track(new Session(this.writer(id), run));
    const newer = this.latest.get(run.script);
    if (!newer || newer.run.startedAt < run.startedAt) this.latest.set(run.script, session);
    this.changed.fire();
    return session;
  }

  /** What earlier windows found: the latest run of each script, for the lenses above its lines. */
  async recall(): Promise<void> {
    const seen = new Set<string>();
    for (const { id, kind, script } of await this.store.list()) {
      if (kind === 'range-test' && !seen.has(script)) await this.session(id);
      seen.add(script);
    }
  }

  async delete(id: string): Promise<void> {
    const session = this.sessions.get(id);
    session?.cancel();
    await session?.flush();
    this.sessions.delete(id);
    if (session && this.latest.get(session.run.script) === session) this.latest.delete(session.run.script);
    await this.store.delete(id);
    this.changed.fire();
  }

  /** The text of a script changed: what its panels offer to insert may have, too. */
  scriptChanged(script: vscode.Uri): void {
    for (const panel of this.panels.values()) {
      if (panel.session.run.script === script.fsPath) void panel.refreshInsertion();
    }
  }

  private request(script: vscode.Uri, change: RequestChange): RangeTestRequest {
    const { engine, threads, range, steps, maxSteps, seeds } = rangeTestSettings(script);
    return {
      script: this.launches.launchOf(script),
      distFolder: vscode.Uri.joinPath(this.context.extensionUri, 'dist').fsPath,
      ...{ engine, threads, range, steps, maxSteps, seeds },
      ...change,
      output: (text) => this.output.append(text),
    };
  }

  private newSession(script: vscode.Uri, range: RangeTestRequest['range']): Session {
    const startedAt = Date.now();
    const id = newRunId(startedAt);
    const session = this.track(new Session(this.writer(id)));
    const name = path.basename(script.fsPath);
    session.record({
      type: 'created',
      id,
      kind: 'range-test',
      name,
      script: script.fsPath,
      startedAt,
      range,
    });
    return session;
  }

  private track(session: Session): Session {
    session.watch((event) => {
      if (event.type === 'created') this.sessions.set(event.id, session);
      if (event.type !== 'steps') this.changed.fire();
    });
    if (session.run.id !== '') this.sessions.set(session.run.id, session);
    return session;
  }

  private writer(id: string): ReturnType<RunStore['writer']> {
    return this.store.writer(id, (error) => {
      void vscode.window.showWarningMessage(`This run cannot be kept on disk: ${error.message}`);
    });
  }

  private keep(panel: ChartPanel): void {
    const { id } = panel.session.run;
    this.panels.set(id, panel);
    panel.onDispose(() => this.panels.delete(id));
  }
}
