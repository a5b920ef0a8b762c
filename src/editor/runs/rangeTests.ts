/** Range tests in the editor: starts them, and knows the latest of each script. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../runner';
import { PageLoading, runConfirmation, runRangeTest, surveyTrainings } from '../../experiments';
import type { RangeTestRequest, Session, Survey } from '../../experiments';
import { confirmationStartOf, importedEvents, wallTime } from '../../runs';
import type { RunCatalog } from '../../runs';
import type { Curve, ProbeStart } from '../../tuning';
import type { RememberedStarts } from '../starting/rememberedStarts';
import type { ScriptOutput } from './output';
import { CHARTED, type Sessions } from './sessions';
import { confirmWanted, rangeTestSettings, runSettings } from '../settings';
import { mayStart } from '../starting/mayStart';

/** What a request may differ in from the settings: another range, a longer ramp, one quick ramp. */
export type RequestChange = Partial<
  Pick<RangeTestRequest, 'range' | 'steps' | 'maxSteps' | 'seeds' | 'validation'>
> & {
  /** Whether short trainings follow; left out, the setting decides. */
  confirm?: boolean;
};

/** Milliseconds; loops of the script's own cannot be cut to one epoch. */
const LONGEST_SURVEY = 60_000;

export class RangeTests {
  private readonly requests = new WeakMap<Session, RangeTestRequest>();
  private readonly refusals = new WeakMap<Session, string>();

  constructor(
    private readonly distFolder: string,
    private readonly sessions: Sessions,
    private readonly starts: RememberedStarts,
    private readonly output: ScriptOutput,
    private readonly log: Log,
  ) {}

  latestOf(script: vscode.Uri): Session | undefined {
    return this.sessions.latest(script, CHARTED);
  }

  running(): Session[] {
    return this.sessions.running(CHARTED);
  }

  /** What a run was asked for; of one from an earlier window, what the settings ask for over its range. */
  requestOf(session: Session): RangeTestRequest {
    const { script, range } = session.run;
    return this.requests.get(session) ?? this.request(vscode.Uri.file(script), { range });
  }

  /**
   * Saves, starts and shows.
   *
   * @param begun called with the run once it has begun
   * @returns the run, once it has ended; undefined where the person would rather not run
   */
  async start(
    script: vscode.Uri,
    change: RequestChange = {},
    begun?: (session: Session) => void,
  ): Promise<Session | undefined> {
    const going = this.latestOf(script);
    if (going?.isRunning) {
      void this.sessions.show(going);
      return undefined;
    }
    if (!(await mayStart(script, this.log))) return undefined;
    const request = this.request(script, change);
    const session = this.sessions.create('range-test', script, request.range);
    this.requests.set(session, request);
    const page = new PageLoading(this.sessions.show(session));
    begun?.(session);
    this.output.begin(`Range test of ${script.fsPath}`);
    await runRangeTest({ ...request, page }, session);
    if (request.confirms) await this.confirmFinished(session);
    await session.flush();
    return (await this.askWhatIsMissing(session, script)) ? this.start(script, change, begun) : session;
  }

  /** Short trainings that confirm the bounds of a run that has ended, or move them. */
  async confirm(session: Session): Promise<void> {
    const script = vscode.Uri.file(session.run.script);
    const choice = confirmationStartOf(session.run);
    if (choice?.kind !== 'start' || session.isRunning || !(await mayStart(script, this.log))) return;
    // Asked for twice while the first question was open.
    if (session.isRunning) return;
    await this.runConfirmation(choice.start, session);
    await session.flush();
  }

  /** Right after its range test, where that came to its end; why there is nothing to confirm, the panel says. */
  private async confirmFinished(session: Session): Promise<void> {
    const choice = session.run.status === 'finished' ? confirmationStartOf(session.run) : null;
    if (choice?.kind === 'refused') this.refusals.set(session, choice.why);
    if (choice?.kind === 'start') await this.runConfirmation(choice.start, session);
  }

  private async runConfirmation(start: ProbeStart, session: Session): Promise<void> {
    this.output.begin(`Confirmation of ${session.run.script}`);
    await runConfirmation(this.requestOf(session), start, session);
  }

  /** Null where nothing was refused. */
  whyNotConfirmed(session: Session): string | null {
    return this.refusals.get(session) ?? null;
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
    const startedAt = wallTime();
    const { session, id } = this.sessions.blank(startedAt);
    const header = { id, name: path.basename(first.fsPath), script: first.fsPath, startedAt };
    for (const event of importedEvents(header, curves)) session.record(event);
    void this.sessions.show(session);
  }

  /** What earlier windows found: the latest run of each script, for the lenses above its lines. */
  async recall(catalog: RunCatalog): Promise<void> {
    const seen = new Set<string>();
    for (const { id, kind, script } of await catalog.list()) {
      if (kind !== 'range-test') continue;
      if (!seen.has(script)) await this.sessions.get(id);
      seen.add(script);
    }
  }

  private request(script: vscode.Uri, { confirm, ...change }: RequestChange): RangeTestRequest {
    return {
      script: this.starts.launchOf(script),
      training: this.starts.trainingOf(script),
      distFolder: this.distFolder,
      ...runSettings(script),
      ...rangeTestSettings(script),
      ...change,
      confirms: confirm ?? confirmWanted(script),
      output: (text) => this.output.append(text),
      log: this.log,
    };
  }

  /** A required argument that is missing is a question. @returns whether to run again with the answer */
  private async askWhatIsMissing(session: Session, script: vscode.Uri): Promise<boolean> {
    if (session.run.problem?.code !== 'arguments-missing') return false;
    const said = session.run.problem.output?.trim().split('\n').at(-1);
    return this.starts.askArguments(script, said ? `The script says: ${said}` : undefined);
  }
}
