/** Runs one repeat of an experiment in a child process, and sees to it that nothing of it is left. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { explainOutcome } from './explain';
import type { Exit } from './explain';
import type { Launch } from './launch';
import { LineReader } from './lines';
import { PLAN_VARIABLE, REPORT_DESCRIPTOR } from '../protocol/messages';
import type { End, Plan, TrainerMessage } from '../protocol/messages';
import type { Problem } from '../protocol/problems';
import { giveWay } from './priority';
import { killGroup } from './processGroup';
import { Record } from './childRecord';
import type { Sender } from './childRecord';
import { ReportFile } from './reportFile';
import { PacedOutput, Tail } from './tail';
import { decodeMessage, LONGEST_LINE, MessageError } from '../protocol/decode';

export interface TrainerListener {
  /** Of all ends that are reported, only the one that decides the outcome is passed on, when all processes are gone. */
  message(message: TrainerMessage): void;
  /** What the script prints, paced; of very much output only parts. */
  output?(text: string, stream: 'stdout' | 'stderr'): void;
}

export interface TrainerOutcome {
  /** Decides the outcome; null where the trainer could not report one. */
  end: End | null;
  /** Null where the experiment went well or was cancelled. */
  problem: Problem | null;
  cancelled: boolean;
  /** The last of what the script printed. */
  outputTail: string;
}

/** A loaded machine may take seconds to start Node; without `armed` the script would run unhooked, in full. */
const LONGEST_ARMING_MS = 30_000;
/** One that gives way may get a quarter of the time there is. */
const LONGEST_LOWERED_ARMING_MS = 4 * LONGEST_ARMING_MS;
/** What the script registered for its exit may still run for so long. */
const EXIT_GRACE_MS = 1000;
/** For reading what the ended processes still had written. */
const LONGEST_DRAINING_MS = 3000;

/**
 * Starts one repeat and resolves when its whole process group is gone; what left the group is not waited for. Aborting
 * the signal ends it. Never rejects for what the script does.
 */
export async function runTrainer(
  launch: Launch,
  plan: Plan,
  listener: TrainerListener,
  signal: AbortSignal,
): Promise<TrainerOutcome> {
  const record = new Record();
  const tail = new Tail();
  const received = (chunk: Buffer, lines: LineReader): void => lines.add(chunk);
  const newLines = (sender: Sender): LineReader =>
    new LineReader(LONGEST_LINE, (line) => readLine(line, sender));
  const forkedLines = newLines('forked');
  const reportFile = await ReportFile.create((chunk) => received(chunk, forkedLines));

  const child = start(launch, { ...plan, reportFile: reportFile.path });
  // At once, so that the threads it starts inherit it.
  if (launch.givesWay && child.pid !== undefined) void giveWay(child.pid);
  let timer: NodeJS.Timeout | null = setTimeout(
    stop,
    launch.givesWay ? LONGEST_LOWERED_ARMING_MS : LONGEST_ARMING_MS,
  );
  const outputs = readOutputs(child, tail, listener);
  const pipeLines = newLines('started');
  (child.stdio[REPORT_DESCRIPTOR] as Readable).on('data', (chunk: Buffer) => received(chunk, pipeLines));
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();

  function readLine(line: string, sender: Sender): void {
    let message: TrainerMessage | null;
    try {
      message = decodeMessage(line);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      tail.add(`\n[A line of the report was refused: ${error.message}]\n`);
      return;
    }
    if (message === null || signal.aborted) return;
    const overBefore = record.isOver;
    record.add(message, sender);
    if (message.type === 'armed' && !overBefore) restartTimer(null);
    if (record.isOver && !overBefore) restartTimer(EXIT_GRACE_MS);
    if (record.notFiniteFromStart) stop();
    if (message.type !== 'end') listener.message(message);
  }

  function restartTimer(milliseconds: number | null): void {
    if (timer !== null) clearTimeout(timer);
    timer = milliseconds === null ? null : setTimeout(stop, milliseconds);
  }

  function stop(): void {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (child.pid !== undefined && isRunning) void killGroup(child.pid);
  }

  const closed = allClosed(child);
  const exit = await leaderExit(child);
  signal.removeEventListener('abort', stop);
  if (child.pid !== undefined) await killGroup(child.pid);
  // A process that left the group may hold the pipes for as long as it likes.
  const draining = setTimeout(() => closePipes(child), LONGEST_DRAINING_MS);
  await closed;
  clearTimeout(draining);
  await reportFile.close();
  restartTimer(null);
  for (const output of outputs) output.flush();

  const cancelled = signal.aborted;
  const { end } = record;
  if (end !== null && (record.isOver || !cancelled)) listener.message(end);
  const problem = cancelled ? null : explainOutcome(launch, plan, record, exit, tail.toString());
  return { end, problem, cancelled, outputTail: tail.toString() };
}

function start(launch: Launch, plan: Plan): ChildProcess {
  const [command = '', ...args] = launch.command;
  return spawn(command, args, {
    cwd: launch.cwd,
    env: { ...launch.env, [PLAN_VARIABLE]: JSON.stringify(plan) },
    // A group of its own, so that all it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

function readOutputs(child: ChildProcess, tail: Tail, listener: TrainerListener): PacedOutput[] {
  return (['stdout', 'stderr'] as const).map((name) => {
    const paced = new PacedOutput((text) => listener.output?.(text, name));
    // Read without pause, however much it is: a full pipe would hold the training up.
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      tail.add(text);
      paced.add(text);
    });
    return paced;
  });
}

function leaderExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, startError: error.message }));
    child.once('exit', (code, signal) => resolve({ code, signal, startError: null }));
  });
}

/** Resolves when all pipes are drained; they close with the last process that holds them, or on this side. */
function allClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}

function closePipes(child: ChildProcess): void {
  for (const pipe of child.stdio) pipe?.destroy();
}
