/** What happens meanwhile, on standard error: one line that changes on a terminal, a few plain lines elsewhere. */
import type { Session } from '../experiments';
import { stepsDone } from '../runs';
import type { RunEvent } from '../runs';

export class Progress {
  private readonly stop: () => void;
  private shown = '';

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

  private show(event: RunEvent): void {
    switch (event.type) {
      case 'launched':
        return this.line(`${event.runtime.name} ${event.runtime.version} runs ${this.session.run.name}`);
      case 'planned':
        return this.line(
          `${event.seeds} ramp${event.seeds === 1 ? '' : 's'} of ${event.ramp.steps} iterations`,
        );
      case 'steps':
        return this.count();
      case 'trainer':
        if (event.message.type === 'hello' && event.repeat === 0) {
          const { framework, engine } = event.message;
          return this.line(`${framework.name} ${framework.version} on ${engine.name}`);
        }
        if (event.message.type === 'warning' && event.repeat === 0) this.line(event.message.message);
        return;
      case 'created':
      case 'repeat':
      case 'chosen':
      case 'step-size':
      case 'ended':
      case 'renamed':
      case 'pinned':
        return;
    }
  }

  private line(text: string): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  private count(): void {
    if (!this.stream.isTTY) return;
    const { run } = this.session;
    this.clear();
    this.shown = `iteration ${stepsDone(run)} of ${run.plannedSteps}`;
    this.stream.write(this.shown);
  }

  private clear(): void {
    if (this.shown !== '') this.stream.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}
