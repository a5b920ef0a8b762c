/** The chart panel of one run: its page asks, this side answers. */
import * as vscode from 'vscode';
import type { Session } from '../experiments';
import {
  answerOf,
  chosenOf,
  isConfirming,
  isPreliminary,
  isRampValidation,
  progressOf,
  stepSizeOf,
  validationPoint,
} from '../runs';
import { finiteOrNull } from '../protocol/numbers';
import type { RunEvent } from '../runs';
import type { FromPanel, InsertionView, PanelAsk, ToPanel } from '../protocol/panel';
import { chartIcon } from './chartIcon';
import { pageHtml } from './html';
import { activityOf, answerView, panelState } from './panelState';
import { newRampView, smoothViews, validationView } from './rampView';
import { readFromPanel } from '../protocol/panel';
import { tabTitle } from './titles';

export const CHART_VIEW = 'lrTuner.chart';

/** Milliseconds, which nobody sees. */
const SOON = 50;

/** What the panel needs done that is not its own. */
export interface PanelHost {
  ask(session: Session, message: PanelAsk): void;
  /** Whether the bounds that stand can be written into the script now. */
  insertion(session: Session): Promise<InsertionView>;
}

const NOT_YET: InsertionView = { possible: false, reason: 'There are no bounds yet.', upToDate: false };

export class ChartPanel implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];
  private insertion = NOT_YET;
  private insertionsAsked = 0;
  private isReady = false;
  private soon: NodeJS.Timeout | null = null;
  private nowReady: () => void = () => undefined;
  /** Resolves when the page can draw, or was closed before it could. */
  readonly ready = new Promise<void>((resolve) => (this.nowReady = resolve));

  constructor(
    readonly session: Session,
    private readonly panel: vscode.WebviewPanel,
    private readonly host: PanelHost,
    extensionUri: vscode.Uri,
  ) {
    const { webview } = panel;
    panel.iconPath = chartIcon(extensionUri);
    webview.options = { enableScripts: true, localResourceRoots: [] };
    const unwatch = session.watch((event) => this.onEvent(event));
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.onMessage(readFromPanel(message))),
      panel.onDidDispose(() => this.dispose()),
      { dispose: unwatch },
    );
    webview.html = pageHtml(extensionUri, { page: 'panel', run: session.run.id });
    void this.refreshInsertion();
  }

  static create(
    session: Session,
    title: string,
    host: PanelHost,
    extensionUri: vscode.Uri,
    column: vscode.ViewColumn,
  ): ChartPanel {
    const show = { viewColumn: column, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(CHART_VIEW, title, show, {});
    return new ChartPanel(session, panel, host, extensionUri);
  }

  /** Whether this chart is what the person looks at. */
  get isActive(): boolean {
    return this.panel.active;
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  onDispose(listener: () => void): void {
    this.panel.onDidDispose(listener);
  }

  dispose(): void {
    this.nowReady();
    if (this.soon) clearTimeout(this.soon);
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  /** The script changed, or the bounds did: can they be written now? */
  async refreshInsertion(): Promise<void> {
    const asked = (this.insertionsAsked += 1);
    const insertion = await this.host.insertion(this.session);
    if (asked !== this.insertionsAsked) return;
    this.insertion = insertion;
    this.postChosen();
  }

  private post(message: ToPanel): void {
    if (this.isReady) void this.panel.webview.postMessage(message);
  }

  private postState(): void {
    this.panel.title = tabTitle(this.session.run);
    this.post({ type: 'state', state: panelState(this.session.run, this.insertion) });
  }

  /** What a trainer says as it begins comes in many messages at once, and a state holds all that was measured. */
  private postStateSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.postState();
    }, SOON);
  }

  private postChosen(): void {
    const { run } = this.session;
    const chosen = chosenOf(run);
    this.post({ type: 'chosen', chosen, stepSize: stepSizeOf(run), insertion: this.insertion });
  }

  private postProgress(): void {
    const { run } = this.session;
    this.post({ type: 'progress', status: run.status, activity: activityOf(run), progress: progressOf(run) });
  }

  private onEvent(event: RunEvent): void {
    const { run } = this.session;
    switch (event.type) {
      case 'steps':
        this.post({
          type: 'points',
          ramp: event.repeat,
          lr: event.steps.map((step) => step.lr),
          loss: event.steps.map((step) => finiteOrNull(step.loss)),
          accuracy: event.steps.map((step) => finiteOrNull(step.accuracy)),
        });
        return this.postProgress();
      case 'repeat': {
        const repeat = run.repeats[event.repeat];
        if (repeat) this.post({ type: 'ramp', ramp: newRampView(run, repeat) });
        return this.postProgress();
      }
      case 'trainer':
        return this.onTrainerMessage(event);
      case 'chosen':
      case 'step-size':
        this.panel.title = tabTitle(run);
        return void this.refreshInsertion();
      case 'confirming':
      case 'probing':
        return this.postState();
      case 'ended':
      case 'confirmed':
        this.postState();
        return void this.refreshInsertion();
      case 'planned':
        return this.postState();
      case 'launched':
        return this.postProgress();
      case 'renamed':
        this.panel.title = tabTitle(run);
        return;
      case 'created':
      case 'pinned':
      case 'training-asked':
      case 'arms':
      case 'resumed':
        return;
    }
  }

  private onTrainerMessage({ repeat, message }: Extract<RunEvent, { type: 'trainer' }>): void {
    if (message.type === 'end') {
      return isConfirming(this.session.run) ? this.postState() : this.postAnswer();
    }
    const ramp = this.session.run.repeats[repeat];
    if (!ramp || !isRampValidation(message)) return this.postStateSoon();
    this.post({
      type: 'validation',
      ramp: repeat,
      points: validationPoint(ramp, message).map(validationView),
    });
  }

  private postAnswer(): void {
    const { run } = this.session;
    const answer = answerOf(run);
    if (!answer) return;
    this.panel.title = tabTitle(run);
    this.post({
      type: 'answer',
      answer: answerView(answer),
      smooth: smoothViews(run),
      preliminary: isPreliminary(run),
      chosen: chosenOf(run),
      stepSize: stepSizeOf(run),
    });
    void this.refreshInsertion();
  }

  private onMessage(message: FromPanel): void {
    if (message.type !== 'ready') return this.host.ask(this.session, message);
    this.isReady = true;
    this.nowReady();
    this.postState();
  }
}
