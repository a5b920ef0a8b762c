/** What happens meanwhile, on standard error: one line that changes on a terminal, a few plain lines elsewhere. */
import type { Session } from '../experiments';
import { computedBy, isTrained, stepsDone } from '../runs';
import { plainText } from '../protocol/plainText';
import type { RunEvent } from '../runs';
import type { CancelSignal } from './exit';
import { cancelledBySignals } from './signals';

/** Shows a run on standard error while it runs; Ctrl+C cancels it. */
export async function withProgress(session: Session, run: () => Promise<void>): Promise<void> {
  const progress = new Progress(session, process.stderr);
  try {
    const cancel = (signal: CancelSignal): void => {
      if (signal === 'SIGINT') progress.interrupted();
      session.cancel();
    };
    await cancelledBySignals(cancel, run);
  } finally {
    progress.end();
  }
}

class Progress {
  private readonly stop: () => void;
  private shown = '';
  private readonly warned = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.stop = session.watch((event) => this.show(event));
  }

  end(): void {
    this.stop();
    this.clear();
  }

  /** The terminal has written ^C behind what stands there, and would go on right behind it. */
  interrupted(): void {
    if (this.stream.isTTY) this.stream.write('\n');
    this.shown = '';
  }

  private show(event: RunEvent): void {
    switch (event.type) {
      case 'launched':
        return this.line(`${event.runtime.name} ${event.runtime.version} runs ${this.session.run.name}`);
      case 'planned':
        return this.line(
          `${event.seeds} ramp${event.seeds === 1 ? '' : 's'} of ${event.ramp.steps} iterations`,
        );
      case 'arms': {
        const { seeds } = this.session.run.training?.request ?? { seeds: 1 };
        const names = event.arms.map((arm) => arm.name).join(', ');
        return this.line(
          `${names}: ${event.length.totalSteps} iterations each, ${seeds} seed${seeds === 1 ? '' : 's'}`,
        );
      }
      case 'steps':
        return this.count();
      case 'trainer':
        if (event.message.type === 'hello' && event.repeat === 0) {
          const { framework } = event.message;
          const by = computedBy(event.message).map(({ label, value }) => `${label.toLowerCase()}: ${value}`);
          return this.line([`${framework.name} ${framework.version}`, ...by].join(', '));
        }
        if (event.message.type === 'warning') this.warn(event.message.message);
        if (event.message.type === 'end') this.trained(event.repeat);
        return;
      case 'created':
      case 'training-asked':
      case 'resumed':
      case 'repeat':
      case 'chosen':
      case 'step-size':
      case 'ended':
      case 'renamed':
      case 'pinned':
        return;
    }
  }

  private trained(index: number): void {
    const repeat = this.session.run.repeats[index];
    if (repeat?.arm != null && isTrained(repeat)) this.line(`${repeat.arm}, seed ${repeat.seed}: trained`);
  }

  /** Every repeat warns of the same things. */
  private warn(text: string): void {
    if (!this.warned.has(text)) this.line(text);
    this.warned.add(text);
  }

  private line(text: string): void {
    this.clear();
    this.stream.write(`${plainText(text)}\n`);
  }

  private count(): void {
    if (!this.stream.isTTY) return;
    const { run } = this.session;
    this.clear();
    const all = run.plannedSteps > 0 ? ` of ${run.plannedSteps}` : '';
    this.shown = `iteration ${stepsDone(run)}${all}`;
    this.stream.write(this.shown);
  }

  private clear(): void {
    if (this.shown !== '') this.stream.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}
