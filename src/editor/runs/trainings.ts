/** Trainings and comparisons in the editor: finds bounds first where there are none, starts, shows, resumes. */
import * as vscode from 'vscode';
import { PageLoading, runComparison, runTraining } from '../../experiments';
import type { Session, ScriptRun } from '../../experiments';
import type { RunStore, TrainingRequest } from '../../runs';
import type { TrainingLength } from '../../tuning';
import { SIDE_VIEW } from '../../views/side';
import type { SideView } from '../../views/side';
import type { Launches } from '../starting/launches';
import type { ScriptOutput } from './output';
import type { RangeTests } from './rangeTests';
import { saveScript } from '../starting/saving';
import type { Sessions } from './sessions';
import { comparisonSeeds, cycleMomentum, rangeTestSettings } from '../settings';
import { boundsOf } from './trainingBounds';
import type { FoundBounds } from './trainingBounds';
import { askPolicies, askPolicy, askSaving } from './trainingChoices';
import { mayRun } from '../starting/trust';

type TrainingKind = 'training' | 'comparison';

export class Trainings {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sessions: Sessions,
    private readonly rangeTests: RangeTests,
    private readonly launches: Launches,
    private readonly output: ScriptOutput,
    private readonly side: () => SideView,
  ) {}

  /** *Train with CLR*. Returns once the training has ended. */
  async train(script: vscode.Uri): Promise<void> {
    if (await this.isRunning(script)) return;
    const found = await this.bounds(script);
    if (!found) return;
    const policy = await askPolicy();
    const allowSave = policy && (await askSaving(script));
    if (policy === undefined || allowSave === undefined) return;
    const { length, ...bounds } = found;
    const request = { ...bounds, policies: [policy], seeds: 1, allowSave };
    await this.start(script, 'training', { ...request, cycleMomentum: cycleMomentum(script) }, length);
  }

  /** *Compare CLR with Fixed LR*. Returns once the comparison has ended. */
  async compare(script: vscode.Uri): Promise<void> {
    if (await this.isRunning(script)) return;
    const found = await this.bounds(script);
    const policies = found && (await askPolicies());
    if (!policies) return;
    const { length: _length, ...bounds } = found;
    const seeds = comparisonSeeds(script);
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
    if (!mayRun() || !(await saveScript(script))) return undefined;
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
    if (!mayRun() || !(await saveScript(script))) return;
    const session = this.sessions.reopen(ended);
    session.record({ type: 'resumed', at: Date.now() });
    await this.run(session, null);
  }

  latestOf(script: vscode.Uri): Session | undefined {
    return this.sessions.latest(script, ['training', 'comparison']);
  }

  async show(session: Session): Promise<void> {
    this.side().show(session);
    await vscode.commands.executeCommand(`${SIDE_VIEW}.focus`);
  }

  /** After a reload of the window the side view shows what it showed: the latest training. */
  async recall(store: RunStore): Promise<void> {
    if (this.side().main) return;
    const latest = (await store.list()).find((run) => run.training !== null);
    const session = latest && (await this.sessions.get(latest.id));
    if (session && !this.side().main) this.side().show(session);
  }

  /** One training of a script at a time: shows the one that is running. */
  private async isRunning(script: vscode.Uri): Promise<boolean> {
    const latest = this.latestOf(script);
    if (!latest?.isRunning) return false;
    await this.show(latest);
    return true;
  }

  private async run(session: Session, length: TrainingLength | null): Promise<void> {
    const { run } = session;
    const script = vscode.Uri.file(run.script);
    // Asked for first: a view that is hidden loads its page anew when it is shown.
    const page = new PageLoading(this.side().ready());
    await this.show(session);
    this.output.begin(`${run.kind === 'training' ? 'Training' : 'Comparison'} of ${run.script}`);
    const launch = { ...this.launch(script), page };
    if (run.kind === 'training') await runTraining(launch, session, length);
    else await runComparison(launch, session);
    await session.flush();
  }

  /** The bounds that stand for a script, else those of a range test that runs first. */
  async bounds(script: vscode.Uri): Promise<FoundBounds | null> {
    const known = this.rangeTests.latestOf(script);
    if (known?.isRunning) {
      this.rangeTests.show(known);
      void vscode.window.showInformationMessage('The range test of this script is still running.');
      return null;
    }
    const found = known && boundsOf(known);
    if (found) return found;
    const session = await this.rangeTests.start(script);
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
    const { engine, threads } = rangeTestSettings(script);
    return {
      script: this.launches.launchOf(script),
      training: this.launches.trainingOf(script),
      distFolder: vscode.Uri.joinPath(this.extensionUri, 'dist').fsPath,
      engine,
      threads,
      output: (text) => this.output.append(text),
    };
  }
}
