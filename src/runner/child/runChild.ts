/** Runs one repeat of an experiment in a child process, and sees to it that nothing of it is left. */
import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { MessageError } from '../../protocol/fields';
import { type Asked, PROTOCOL_VERSION } from '../../protocol/plan';
import type { Problem } from '../../protocol/problems';
import { decodeMessage, type End, type TrainerMessage } from '../../protocol/report';
import type { Launch } from '../language';
import { ChildLog } from '../log/childLog';
import { type Log, SILENT } from '../log/log';
import { explainOutcome } from '../outcome/explain';
import type { Exit } from '../outcome/exit';
import { type Source, Transport } from '../report/transport';
import { temporaryFolderProblem } from '../systemErrors';
import {
  Deadline,
  EXIT_GRACE_MS,
  LONGEST_DRAINING_MS,
  LONGEST_EXIT_MS,
  LONGEST_SILENCE_MS,
  longestArming,
} from './limits';
import { giveWay } from './priority';
import { killGroup, killMarked, killReported } from './processGroup';
import { ChildRecord } from './record';
import { allClosed, closePipes, leaderExit, readOutputs, start } from './started';
import { Tail } from './tail';
import { VanishWatch, vanishedProblem } from './vanished';
import { endGroupWithHost } from './watchdog';

export interface ChildListener {
  /** Of all ends that are reported, only the one that decides the outcome is passed on, when all processes are gone. */
  message(message: TrainerMessage): void;
  /** What the script prints, paced; of very much output only parts. */
  output?(text: string, stream: 'stdout' | 'stderr'): void;
  /** Left out, nothing is logged. */
  log?: Log | undefined;
}

export interface ChildOutcome {
  /** Decides the outcome; null where the trainer could not report one. */
  end: End | null;
  /** Null where the experiment went well or was cancelled. */
  problem: Problem | null;
  cancelled: boolean;
  /** The last of what the script printed. */
  outputTail: string;
}

/**
 * Starts one repeat and resolves when its whole process group is gone, that of each process that reported, and on Linux
 * what else left the group; elsewhere that is not waited for. Aborting the signal ends it. Never rejects for what the script does.
 * @throws ProblemError where the system refuses what a run needs, and what the listener throws
 */
export async function runChild(
  launch: Launch,
  asked: Asked,
  listener: ChildListener,
  signal: AbortSignal,
): Promise<ChildOutcome> {
  const transport = await Transport.open();
  try {
    return await new Supervision(launch, asked, listener, signal, transport).outcome();
  } finally {
    await transport.close();
  }
}

/** One child from its start until nothing of it is left. */
class Supervision {
  private readonly child: ChildProcess;
  private readonly record: ChildRecord;
  private readonly log: ChildLog;
  private readonly tail = new Tail();
  private readonly deadline = new Deadline((why) => this.stop(why));
  private readonly vanish = new VanishWatch(() => this.stop('the process that trained is gone'));
  /** What a callback of ours threw: there it would end the host. */
  private readonly faults: unknown[] = [];
  private stopped = false;

  /** @throws ProblemError where the system refuses to start it */
  constructor(
    private readonly launch: Launch,
    private readonly asked: Asked,
    private readonly listener: ChildListener,
    private readonly signal: AbortSignal,
    private readonly transport: Transport,
  ) {
    const here = {
      reportFolder: transport.folder,
      reportMarker: transport.marker,
      hostPid: process.pid,
      hostName: os.hostname(),
    };
    this.child = start(launch, { ...asked, ...here, v: PROTOCOL_VERSION });
    const pid = this.child.pid ?? null;
    this.record = new ChildRecord(asked, pid);
    this.log = new ChildLog(listener.log ?? SILENT, pid, asked);
    // At once, so that the threads it starts inherit it.
    if (launch.givesWay && pid !== null) void giveWay(pid);
  }

  async outcome(): Promise<ChildOutcome> {
    const { child, listener, signal, transport } = this;
    const groupIsGone = endGroupWithHost(child.pid ?? 0, path.basename(transport.folder));
    const leader = leaderExit(child);
    const closed = allClosed(child);
    this.deadline.restart(longestArming(this.launch), 'the trainer did not answer in time');
    const read = (line: string, source: Source) => this.guard(() => this.readLine(line, source));
    const outputs = readOutputs(
      child,
      this.tail,
      () => transport.inOutput(read),
      () => this.heard(),
      (text, name) => this.guard(() => listener.output?.(text, name)),
    );
    transport.attach(child, read);
    const cancel = () => this.stop('it is needed no longer');
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();

    const exit: Exit = { ...(await leader), stopped: this.stopped };
    signal.removeEventListener('abort', cancel);
    await this.killAll().catch((error: unknown) => this.fail(error));
    groupIsGone();
    this.vanish.end();
    await this.drain(closed);
    this.deadline.clear();
    for (const output of outputs) output.end();
    if (this.faults.length > 0) throw this.faults[0];
    return this.judge(exit);
  }

  private guard(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.faults.push(error);
    if (this.faults.length === 1) this.stop('LR Tuner itself failed');
  }

  private readLine(line: string, source: Source): void {
    const message = this.decode(line);
    // Who is there has to be known in any case, so that it can be ended.
    if (message === null || (this.signal.aborted && message.type !== 'armed')) return;
    this.log.said(message);
    const { record } = this;
    const overBefore = record.isOver;
    const ofTheRun = record.add(message, source);
    this.setLimits(message, overBefore);
    if (message.type === 'training' && record.startedTrainer !== null)
      this.vanish.watch(record.startedTrainer);
    if (record.losses.notFiniteFromStart && record.losses.isSureOfStart) this.stop('the loss is no number');
    if (!this.signal.aborted) for (const one of ofTheRun) this.listener.message(one);
  }

  private decode(line: string): TrainerMessage | null {
    try {
      return decodeMessage(line);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.log.refused(error.message);
      this.tail.add(`\n[A line of the report was refused: ${error.message}]\n`);
      return null;
    }
  }

  private setLimits(message: TrainerMessage, overBefore: boolean): void {
    const { deadline, record } = this;
    if (message.type === 'armed' && !overBefore) deadline.clear();
    if (record.isOver && !overBefore)
      deadline.restart(record.isExiting ? LONGEST_EXIT_MS : EXIT_GRACE_MS, 'it is over');
    this.heard();
    if (record.waitsInVain) deadline.restart(EXIT_GRACE_MS, 'it waits for a process that has failed');
  }

  private heard(): void {
    if (this.record.hasTrained && !this.record.isOver)
      this.deadline.restart(LONGEST_SILENCE_MS, 'it trained and is silent');
  }

  private stop(why: string): void {
    const isRunning = this.child.exitCode === null && this.child.signalCode === null;
    if (!isRunning) return;
    this.stopped = true;
    this.log.killed(why);
    this.killAll().catch((error: unknown) => this.fail(error));
  }

  private async killAll(): Promise<void> {
    if (this.child.pid !== undefined) await killGroup(this.child.pid);
    // With their parent gone, nothing starts more of them.
    await this.transport.look();
    await killReported(this.record.pids, this.transport.folder);
    await killMarked(this.transport.folder);
  }

  /** A process that left the group may hold the pipes for as long as it likes. */
  private async drain(closed: Promise<void>): Promise<void> {
    const draining = setTimeout(() => closePipes(this.child), LONGEST_DRAINING_MS);
    await closed;
    clearTimeout(draining);
    await this.transport.look();
  }

  private judge(exit: Exit): ChildOutcome {
    const { listener, record } = this;
    const cancelled = this.signal.aborted;
    const end = record.endAfter(exit);
    const notice = record.noticeAfter(exit);
    if (notice !== null && !cancelled) listener.message(notice);
    if (end !== null && (record.isOver || !cancelled)) listener.message(end);
    const problem = cancelled ? null : this.explain(end, exit);
    const outcome = { end, problem, cancelled, outputTail: this.tail.toString() };
    this.log.ended(exit, outcome);
    return outcome;
  }

  private explain(end: End | null, exit: Exit): Problem | null {
    const { transport, tail } = this;
    // What was not read may be all that the script had to say.
    if (transport.fault !== null && end === null)
      return temporaryFolderProblem(transport.folder, transport.fault);
    if (this.vanish.hasVanished && end === null) return vanishedProblem(tail.toString());
    return explainOutcome(this.launch, this.asked, this.record, end, exit, tail.toString());
  }
}
