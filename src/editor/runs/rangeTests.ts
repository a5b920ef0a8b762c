/** Range tests in the editor: starts them, knows the latest of each script, keeps their panels. */
import path from 'node:path';
import * as vscode from 'vscode';
import { PageLoading, runRangeTest, surveyTrainings } from '../../experiments';
import type { RangeTestRequest, Session, Survey } from '../../experiments';
import { importedEvents } from '../../runs';
import type { RunKind, RunStore } from '../../runs';
import type { Curve } from '../../tuning';
import { ChartPanel } from '../../views/panel';
import type { PanelActions } from '../../views/panel';
import type { Launches } from '../starting/launches';
import type { ScriptOutput } from './output';
import type { Sessions } from './sessions';
import { rangeTestSettings } from '../settings';
import { saveScript } from '../starting/saving';
import { mayRun } from '../starting/trust';

/** What a request may differ in from the settings: another range, a longer ramp, one quick ramp. */
export type RequestChange = Partial<
  Pick<RangeTestRequest, 'range' | 'steps' | 'maxSteps' | 'seeds' | 'validation'>
>;

/** Runs whose curve a chart shows. */
const CHARTED: readonly RunKind[] = ['range-test', 'imported'];

/** Milliseconds; loops of the script's own cannot be cut to one epoch. */
const LONGEST_SURVEY = 60_000;

export class RangeTests implements vscode.Disposable {
  private readonly panels = new Map<string, ChartPanel>();
  private readonly requests = new WeakMap<Session, RangeTestRequest>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly sessions: Sessions,
    private readonly launches: Launches,
    private readonly output: ScriptOutput,
    private readonly actions: PanelActions,
  ) {}

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  latestOf(script: vscode.Uri): Session | undefined {
    return this.sessions.latest(script, CHARTED);
  }

  /** The script of the chart in front, which stands for it where no editor has the focus. */
  scriptInFront(): vscode.Uri | undefined {
    const panel = [...this.panels.values()].find((one) => one.isActive);
    return panel && vscode.Uri.file(panel.session.run.script);
  }

  running(): Session[] {
    return this.sessions.running().filter(({ run }) => CHARTED.includes(run.kind));
  }

  /** What a run was asked for; of one from an earlier window, what the settings ask for over its range. */
  requestOf(session: Session): RangeTestRequest {
    const { script, range } = session.run;
    return this.requests.get(session) ?? this.request(vscode.Uri.file(script), { range });
  }

  /** Saves, starts and shows. @returns the run, once it has ended; undefined where the person would rather not run */
  async start(script: vscode.Uri, change: RequestChange = {}): Promise<Session | undefined> {
    const going = this.latestOf(script);
    if (going?.isRunning) {
      this.show(going);
      return undefined;
    }
    if (!mayRun() || !(await saveScript(script))) return undefined;
    const request = this.request(script, change);
    const session = this.sessions.create('range-test', script, request.range);
    this.requests.set(session, request);
    const page = new PageLoading(this.show(session).ready);
    this.output.begin(`Range test of ${script.fsPath}`);
    await runRangeTest({ ...request, page }, session);
    await session.flush();
    return (await this.askWhatIsMissing(session, script)) ? this.start(script, change) : session;
  }

  /** Lists what the script trains; what takes longer than a minute is cut short. */
  async survey(script: vscode.Uri, signal: AbortSignal): Promise<Survey> {
    this.output.begin(`Trainings of ${script.fsPath}`);
    const request = { ...this.request(script, {}), longest: LONGEST_SURVEY };
    return surveyTrainings(request, signal);
  }

  /** Curves from files, shown and kept like a run of our own. */
  import(files: readonly vscode.Uri[], curves: readonly Curve[]): void {
    const [first] = files;
    if (!first) return;
    const startedAt = Date.now();
    const { session, id } = this.sessions.blank(startedAt);
    const header = { id, name: path.basename(first.fsPath), script: first.fsPath, startedAt };
    for (const event of importedEvents(header, curves)) session.record(event);
    this.show(session);
  }

  show(session: Session): ChartPanel {
    const open = this.panels.get(session.run.id);
    if (open) {
      open.reveal();
      return open;
    }
    const { extensionUri } = this.context;
    const title = `LR: ${session.run.name}`;
    return this.keep(ChartPanel.create(session, title, this.actions, extensionUri, vscode.ViewColumn.Beside));
  }

  /** A panel that VS Code kept over a reload of the window. */
  async restore(panel: vscode.WebviewPanel, id: string): Promise<void> {
    const session = await this.sessions.get(id);
    if (session) this.keep(new ChartPanel(session, panel, this.actions, this.context.extensionUri));
    else panel.dispose();
  }

  /** What earlier windows found: the latest run of each script, for the lenses above its lines. */
  async recall(store: RunStore): Promise<void> {
    const seen = new Set<string>();
    for (const { id, kind, script } of await store.list()) {
      if (kind !== 'range-test') continue;
      if (!seen.has(script)) await this.sessions.get(id);
      seen.add(script);
    }
  }

  /** The text of a script changed: what its panels offer to insert may have, too. */
  scriptChanged(script: vscode.Uri): void {
    for (const panel of this.panels.values()) {
      if (panel.session.run.script === script.fsPath) void panel.refreshInsertion();
    }
  }

  private request(script: vscode.Uri, change: RequestChange): RangeTestRequest {
    const { nodePath: _, ...settings } = rangeTestSettings(script);
    return {
      script: this.launches.launchOf(script),
      training: this.launches.trainingOf(script),
      distFolder: vscode.Uri.joinPath(this.context.extensionUri, 'dist').fsPath,
      ...settings,
      ...change,
      output: (text) => this.output.append(text),
    };
  }

  /** A required argument that is missing is a question. @returns whether to run again with the answer */
  private async askWhatIsMissing(session: Session, script: vscode.Uri): Promise<boolean> {
    if (session.run.problem?.code !== 'arguments-missing') return false;
    const said = session.run.problem.output?.trim().split('\n').at(-1);
    return this.launches.askArguments(script, said ? `The script says: ${said}` : undefined);
  }

  private keep(panel: ChartPanel): ChartPanel {
    const { id } = panel.session.run;
    this.panels.set(id, panel);
    panel.onDispose(() => this.panels.delete(id));
    return panel;
  }
}
