/** What the log says of one child, from its start to its end. */
import type { Asked } from '../../protocol/plan';
import type { Problem, ProblemCode } from '../../protocol/problems';
import type { End, TrainerMessage } from '../../protocol/report';
import type { Exit } from '../outcome/exit';
import type { Log } from './log';

/** Their titles repeat what the script said, which is not ours to write down. */
const IN_THE_SCRIPTS_WORDS: readonly ProblemCode[] = ['script-threw', 'syntax-error'];

export class ChildLog {
  private readonly startedAt = performance.now();

  constructor(
    private readonly log: Log,
    private readonly pid: number | null,
    { experiment, seed, engine, threads, training, allowSave }: Asked,
  ) {
    const asked = [
      `seed ${seed ?? 'none'}`,
      `engine ${engine}`,
      `threads ${threads}`,
      training !== null && `training ${training}`,
      allowSave && 'may save',
    ].filter((text) => text !== false);
    log.info(`${this.name} starts: ${experiment.kind}, ${asked.join(', ')}.`);
  }

  /** By whichever of its processes. */
  said(message: TrainerMessage): void {
    switch (message.type) {
      case 'armed': {
        const thread = message.thread === 0 ? '' : `, thread ${message.thread}`;
        const from = `started by ${message.parent}`;
        return this.log.debug(
          `${this.name}: process ${message.pid}${thread}, ${from}, has the trainer; ${message.runtime}.`,
        );
      }
      case 'hello': {
        const { framework, engine, device } = message;
        const computes = `engine ${engine.kind} (${engine.name} ${engine.version}), threads ${engine.threads}, device ${device}`;
        return this.log.info(`${this.name}: ${framework.name} ${framework.version}, ${computes}.`);
      }
      case 'training':
        return this.log.debug(
          `${this.name}: training ${message.id}, ${message.optimizer}${message.driven ? ', is driven' : ''}.`,
        );
      case 'warning':
        return this.log.warn(`${this.name}: warning ${message.code}.`);
      case 'end':
        return this.log.debug(
          `${this.name}: a process reports ${message.reason} after ${message.steps} steps.`,
        );
      case 'data':
      case 'step':
      case 'phase':
        return;
    }
  }

  refused(why: string): void {
    this.log.warn(`${this.name}: a line of its report was refused. ${why}`);
  }

  killed(why: string): void {
    this.log.debug(`${this.name} is ended: ${why}.`);
  }

  ended(
    { code, signal, startError }: Exit,
    { end, problem, cancelled }: { end: End | null; problem: Problem | null; cancelled: boolean },
  ): void {
    if (startError !== null) return this.log.warn(`${this.name}: ${startError.message}`);
    const seconds = ((performance.now() - this.startedAt) / 1000).toFixed(1);
    const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
    const why = end === null ? 'no end reported' : `${end.reason} after ${end.steps} steps`;
    this.log.info(`${this.name} ended after ${seconds} s: ${cancelled ? 'cancelled, ' : ''}${why}, ${how}.`);
    if (problem === null) return;
    const title = IN_THE_SCRIPTS_WORDS.includes(problem.code) ? '' : `: ${problem.title}`;
    this.log.warn(`${this.name}: problem ${problem.code}${title}`);
  }

  private get name(): string {
    return `Child ${this.pid ?? 'without a process'}`;
  }
}
