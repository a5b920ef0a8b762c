/** What happens meanwhile, on standard error: one line that changes on a terminal, a few plain lines elsewhere. */
import type { ScriptRun, Session } from '../experiments';
import type { Warning } from '../protocol/report';
import { computedBy, drivenOf, isTrained, trainingName } from '../runs';
import { ANOTHER_TRAINING } from './describe';
import { formatRate } from '../tuning';
import { oneLine, plainText } from '../protocol/plainText';
import { counted, iterations } from '../protocol/words';
import type { Run, RunEvent } from '../runs';
import type { CancelSignal } from './exit';
import { surfaceOf } from './page/surface';
import { type Line, render, styled, wrap } from './page/text';
import { ScriptOutput } from './scriptOutput';
import { cancelledBySignals } from './signals';
import { statusOf } from './status';

/**
 * Shows a run on standard error while it runs; Ctrl+C cancels it.
 * @param run takes what the script prints, which is shown, too
 */
export async function withProgress(
  session: Session,
  run: (output: NonNullable<ScriptRun['output']>) => Promise<void>,
): Promise<void> {
  const progress = new Progress(session, process.stderr);
  try {
    const cancel = (signal: CancelSignal): void => {
      if (signal === 'SIGINT') progress.interrupted();
      session.cancel();
    };
    await cancelledBySignals(cancel, () => run((text, repeat) => progress.printed(text, repeat)));
  } finally {
    progress.end();
  }
}

class Progress {
  private readonly stop: () => void;
  private readonly script: ScriptOutput;
  private shown = '';
  private readonly warned = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.stop = session.watch((event) => this.show(event));
    this.script = new ScriptOutput((line, from) =>
      this.line(from === '' ? line : [styled('faint', `${from} | `), line]),
    );
  }

  end(): void {
    this.stop();
    this.script.end();
    this.clear();
  }

  /** The terminal has written ^C behind what stands there, and would go on right behind it. */
  interrupted(): void {
    if (this.stream.isTTY) this.stream.write('\n');
    this.shown = '';
  }

  /** What runs only to learn the script's length is run again, and heard then. */
  printed(text: string, index: number | undefined): void {
    const { repeats, training } = this.session.run;
    const repeat = index === undefined ? undefined : repeats[index];
    if (repeat === undefined) return;
    const isAlone = (training?.arms.length ?? 0) === 1 && training?.request.seeds === 1;
    this.script.add(isAlone ? '' : `${repeat.arm}, seed ${repeat.seed}`, text);
  }

  private show(event: RunEvent): void {
    switch (event.type) {
      case 'launched':
        // A confirmation starts the same once more.
        if (this.session.run.repeats.length > 0) return;
        return this.say(
          `${event.runtime.name} ${event.runtime.version} (${event.runtime.path}) runs ${oneLine(this.session.run.name)}`,
        );
      case 'planned':
        return this.say(`${counted(event.seeds, 'ramp')} of ${iterations(event.ramp.steps)}`);
      case 'arms': {
        const { seeds } = this.session.run.training?.request ?? { seeds: 1 };
        const names = event.arms.map((arm) => arm.name).join(', ');
        return this.say(`${names}: ${iterations(event.length.totalSteps)} each, ${counted(seeds, 'seed')}`);
      }
      case 'confirming':
        return this.say(
          'trainings at the suggested rate and around it: short ones at two seeds, then long ones at one',
        );
      case 'probing':
        return this.say(`at ${event.rates.map(formatRate).join(' and ')}: ${iterations(event.steps)}`);
      case 'steps':
        return this.draw();
      case 'trainer':
        if (event.message.type === 'hello' && event.repeat === 0) {
          const { framework } = event.message;
          const by = computedBy(event.message).map(({ label, value }) => `${label.toLowerCase()}: ${value}`);
          return this.say([`${framework.name} ${framework.version}`, ...by].join(', '));
        }
        if (event.message.type === 'warning') this.warn(event.message);
        if (event.message.type === 'end') this.trained(this.session.run, event.repeat);
        return;
      case 'created':
      case 'training-asked':
      case 'resumed':
      case 'repeat':
      case 'confirmed':
      case 'chosen':
      case 'step-size':
      case 'ended':
      case 'renamed':
      case 'pinned':
        return;
    }
  }

  private trained(run: Run, index: number): void {
    const repeat = run.repeats[index];
    if (repeat?.arm != null && isTrained(run, repeat))
      this.say(`${repeat.arm}, seed ${repeat.seed}: trained`);
  }

  /** Every repeat warns of the same things. */
  private warn({ code, message }: Warning): void {
    const driven = code === 'several-optimizers' ? drivenOf(this.session.run) : null;
    const text =
      driven === null
        ? message
        : `The script has several trainings. Only training ${driven.id} is driven (${trainingName(driven)}); the others keep their own rates. ${ANOTHER_TRAINING}`;
    if (!this.warned.has(text)) this.say(text);
    this.warned.add(text);
  }

  /** Our own words, broken where the terminal ends. */
  private say(text: string): void {
    for (const line of wrap(text, surfaceOf(this.stream).prose)) this.line(line);
  }

  /** Above the line that changes. */
  private line(line: string | Exclude<Line, string>): void {
    this.clear();
    this.stream.write(render([line], surfaceOf(this.stream).colour));
    this.draw();
  }

  private draw(): void {
    if (!this.stream.isTTY) return;
    const text = plainText(statusOf(this.session.run, surfaceOf(this.stream).line - 1));
    if (text === this.shown) return;
    this.clear();
    this.shown = text;
    this.stream.write(this.shown);
  }

  private clear(): void {
    if (this.shown !== '') this.stream.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}
