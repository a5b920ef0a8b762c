/** Trainings and comparisons in the editor: finds bounds first where there are none, starts, resumes. */
import * as vscode from 'vscode';
import type { Log } from '../../runner';
import { PageLoading, runComparison, runTraining } from '../../experiments';
import type { Session, ScriptRun } from '../../experiments';
import { type TrainingRequest, wallTime } from '../../runs';
import type { TrainingLength } from '../../tuning';
import type { RememberedStarts } from '../starting/rememberedStarts';
import type { ScriptOutput } from './output';
import type { RangeTests } from './rangeTests';
import { mayStart } from '../starting/mayStart';
import { type Sessions, TRAINED } from './sessions';
import { comparisonSeeds, cycleMomentum, runSettings } from '../settings';
import { boundsOf } from './trainingBounds';
import type { FoundBounds } from './trainingBounds';
import { askPolicies, askPolicy, askSaving } from './trainingChoices';

type TrainingKind = 'training' | 'comparison';

export class Trainings implements vscode.Disposable {
  private readonly preparing = new vscode.EventEmitter<Session>();
  /** A range test runs so that a training has bounds. */
  readonly onPreparing = this.preparing.event;

  constructor(
    private readonly distFolder: string,
    private readonly sessions: Sessions,
    private readonly rangeTests: RangeTests,
    private readonly starts: RememberedStarts,
    private readonly output: ScriptOutput,
    private readonly log: Log,
  ) {}

  dispose(): void {
    this.preparing.dispose();
  }

  /** *Train with CLR*. Returns once the training has ended. @param of the range test whose bounds to take */
  async train(script: vscode.Uri, of?: Session): Promise<void> {
    if (await this.isBusy(script)) return;
    // Asked first: nobody wants to be asked after a minute in which they looked away.
    const policy = await askPolicy();
    const allowSave = policy && (await askSaving(script));
    if (policy === undefined || allowSave === undefined) return;
    const found = await this.bounds(script, of);
    if (!found) return;
    const { length, ...bounds } = found;
    const request = { ...bounds, policies: [policy], seeds: 1, allowSave };
    await this.start(script, 'training', { ...request, cycleMomentum: cycleMomentum(script) }, length);
  }

  /** *Compare CLR with Fixed LR*. Returns once the comparison has ended. @param of the range test whose bounds to take */
  async compare(script: vscode.Uri, of?: Session): Promise<void> {
    if (await this.isBusy(script)) return;
    const seeds = comparisonSeeds(script);
    const policies = await askPolicies(seeds);
    const found = policies && (await this.bounds(script, of));
    if (!found) return;
    const { length: _length, ...bounds } = found;
    const request = { ...bounds, policies, seeds, allowSave: false };
    await this.start(script, 'comparison', { ...request, cycleMomentum: cycleMomentum(script) });
  }

  /** @returns the run once it has ended; undefined where the person would rather not run */
  async start(
    script: vscode.Uri,
    kind: TrainingKind,
    request: TrainingRequest,
    length: TrainingLength | null = null,
  ): Promise<Session | undefined> {
    if (!(await mayStart(script, this.log))) return undefined;
    const { baseLR, maxLR } = request.bounds;
    const session = this.sessions.create(kind, script, { lo: baseLR, hi: maxLR });
    session.record({ type: 'training-asked', request });
    await this.run(session, length);
    return session;
  }

  /** A training that was stopped goes on: what it finished is kept. */
  async resume(ended: Session): Promise<void> {
    if (ended.isRunning || ended.run.training === null) return;
    const script = vscode.Uri.file(ended.run.script);
    if (!(await mayStart(script, this.log))) return;
    const session = this.sessions.reopen(ended);
    session.record({ type: 'resumed', at: wallTime() });
    await this.run(session, null);
  }

  latestOf(script: vscode.Uri): Session | undefined {
    return this.sessions.latest(script, TRAINED);
  }

  /** One run of a script at a time: shows the one that is running. */
  private async isBusy(script: vscode.Uri): Promise<boolean> {
    const running = [this.latestOf(script), this.rangeTests.latestOf(script)].find((one) => one?.isRunning);
    if (!running) return false;
    void this.sessions.show(running);
    if (running.run.training === null)
      void vscode.window.showInformationMessage('The range test of this script is still running.');
    return true;
  }

  private async run(session: Session, length: TrainingLength | null): Promise<void> {
    const { run } = session;
    const script = vscode.Uri.file(run.script);
    const page = new PageLoading(this.sessions.show(session));
    this.output.begin(`${run.kind === 'training' ? 'Training' : 'Comparison'} of ${run.script}`);
    const launch = { ...this.launch(script), page };
    if (run.kind === 'training') await runTraining(launch, session, length);
    else await runComparison(launch, session);
    await session.flush();
  }

  /** The bounds that stand for a script, else those of a range test that runs first, which is said where it trains. */
  async bounds(script: vscode.Uri, of = this.rangeTests.latestOf(script)): Promise<FoundBounds | null> {
    const found = of && boundsOf(of);
    if (found) return found;
    const session = await this.rangeTests.start(script, {}, (begun) => this.preparing.fire(begun));
    if (!session || session.run.status !== 'finished') return null;
    const fresh = boundsOf(session);
    if (!fresh) {
      void vscode.window.showWarningMessage(
        'The range test found no bounds to train with. Set them in its chart, then try again.',
      );
    }
    return fresh;
  }

  private launch(script: vscode.Uri): ScriptRun {
    return {
      script: this.starts.launchOf(script),
      training: this.starts.trainingOf(script),
      distFolder: this.distFolder,
      ...runSettings(script),
      output: (text) => this.output.append(text),
      log: this.log,
    };
  }
}
