/** Runs one repeat of an experiment in a child process, and sees to it that nothing of it is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { MessageError } from '../../protocol/fields';
import { type Asked, encodePlan, type Plan, PLAN_VARIABLE, PROTOCOL_VERSION } from '../../protocol/plan';
import { type Problem, ProblemError } from '../../protocol/problems';
import { decodeMessage, type End, type TrainerMessage } from '../../protocol/report';
import { ChildLog } from '../log/childLog';
import { ChildRecord } from './record';
import type { Launch } from '../language';
import { type Log, SILENT } from '../log/log';
import { giveWay } from './priority';
import { explainOutcome } from '../outcome/explain';
import type { Exit } from '../outcome/exit';
import { killGroup, killReported } from './processGroup';
import { startProblem, temporaryFolderProblem } from '../systemErrors';
import { ScriptText, Tail } from './tail';
import { pipesOf, type Source, Transport } from '../report/transport';
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

/** A loaded machine may take seconds to start a runtime; without `armed` the script would run unhooked, in full. */
const LONGEST_ARMING_MS = 30_000;
/** One that gives way may get a quarter of the time there is, and a launcher may have much to do before. */
const LONGEST_SLOW_ARMING_MS = 4 * LONGEST_ARMING_MS;
/** What the script registered for its exit may still run for so long. */
const EXIT_GRACE_MS = 1000;
/** A process that ends by itself may take so long to clear up: its exit code says whether all was well. */
const LONGEST_EXIT_MS = 10_000;
/** A script that has trained in another process goes on as it does on its own, but not for ever in silence. */
const LONGEST_SILENCE_MS = 15_000;
/** For reading what the ended processes still had written. */
const LONGEST_DRAINING_MS = 3000;

/**
 * Starts one repeat and resolves when its whole process group is gone, and that of each process that reported; what else
 * left the group is not waited for. Aborting the signal ends it. Never rejects for what the script does.
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
    return await superviseChild(launch, asked, listener, signal, transport);
  } finally {
    await transport.close();
  }
}

async function superviseChild(
  launch: Launch,
  asked: Asked,
  listener: ChildListener,
  signal: AbortSignal,
  transport: Transport,
): Promise<ChildOutcome> {
  const tail = new Tail();
  const child = start(launch, {
    ...asked,
    v: PROTOCOL_VERSION,
    reportFolder: transport.folder,
    hostPid: process.pid,
  });
  const groupIsGone = endGroupWithHost(child.pid ?? 0);
  const record = new ChildRecord(asked, child.pid ?? null);
  const log = new ChildLog(listener.log ?? SILENT, child.pid ?? null, asked);
  /** What a callback of ours threw: there it would end the host. */
  const faults: unknown[] = [];
  const vanish = new VanishWatch(() => stop('the process that trained is gone'));
  // At once, so that the threads it starts inherit it.
  if (launch.givesWay && child.pid !== undefined) void giveWay(child.pid);
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const leader = leaderExit(child);
  const closed = allClosed(child);
  restartTimer(longestArming(launch), 'the trainer did not answer in time');
  const outputs = readOutputs(child, tail, heard, (text, name) => guard(() => listener.output?.(text, name)));
  transport.attach(child, (line, source) => guard(() => readLine(line, source)));
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();

  function guard(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    faults.push(error);
    if (faults.length === 1) stop('LR Tuner itself failed');
  }

  function readLine(line: string, source: Source): void {
    let message: TrainerMessage | null;
    try {
      message = decodeMessage(line);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      log.refused(error.message);
      tail.add(`\n[A line of the report was refused: ${error.message}]\n`);
      return;
    }
    // Who is there has to be known in any case, so that it can be ended.
    if (message === null || (signal.aborted && message.type !== 'armed')) return;
    log.said(message);
    const overBefore = record.isOver;
    const ofTheRun = record.add(message, source);
    if (message.type === 'armed' && !overBefore) restartTimer(null);
    if (record.isOver && !overBefore)
      restartTimer(record.isExiting ? LONGEST_EXIT_MS : EXIT_GRACE_MS, 'it is over');
    heard();
    if (record.waitsInVain) restartTimer(EXIT_GRACE_MS, 'it waits for a process that has failed');
    if (message.type === 'training' && record.startedTrainer !== null) vanish.watch(record.startedTrainer);
    if (record.losses.notFiniteFromStart && record.losses.isSureOfStart) stop('the loss is no number');
    if (!signal.aborted) for (const one of ofTheRun) listener.message(one);
  }

  function heard(): void {
    if (record.hasTrained && !record.isOver) restartTimer(LONGEST_SILENCE_MS, 'it trained and is silent');
  }

  function restartTimer(milliseconds: number | null, why = ''): void {
    if (timer !== null) clearTimeout(timer);
    timer = milliseconds === null ? null : setTimeout(() => stop(why), milliseconds);
  }

  function cancel(): void {
    stop('it is needed no longer');
  }

  function stop(why: string): void {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (!isRunning) return;
    stopped = true;
    log.killed(why);
    killAll().catch(fail);
  }

  async function killAll(): Promise<void> {
    if (child.pid !== undefined) await killGroup(child.pid);
    // With their parent gone, nothing starts more of them.
    await transport.look();
    await killReported(record.pids, transport.folder);
  }

  const exit: Exit = { ...(await leader), stopped };
  signal.removeEventListener('abort', cancel);
  await killAll().catch(fail);
  groupIsGone();
  vanish.end();
  // A process that left the group may hold the pipes for as long as it likes.
  const draining = setTimeout(() => closePipes(child), LONGEST_DRAINING_MS);
  await closed;
  clearTimeout(draining);
  await transport.look();
  restartTimer(null);
  for (const output of outputs) output.end();
  if (faults.length > 0) throw faults[0];

  const cancelled = signal.aborted;
  const end = record.endAfter(exit);
  if (record.notice !== null && !cancelled) listener.message(record.notice);
  if (end !== null && (record.isOver || !cancelled)) listener.message(end);
  const problem = cancelled ? null : explain();
  const outcome = { end, problem, cancelled, outputTail: tail.toString() };
  log.ended(exit, outcome);
  return outcome;

  function explain(): Problem | null {
    // What was not read may be all that the script had to say.
    if (transport.fault !== null && end === null)
      return temporaryFolderProblem(transport.folder, transport.fault);
    if (vanish.hasVanished && end === null) return vanishedProblem(tail.toString());
    return explainOutcome(launch, asked, record, end, exit, tail.toString());
  }
}

/** @throws ProblemError where the system refuses at once */
function start(launch: Launch, plan: Plan): ChildProcess {
  const [command = '', ...args] = launch.command;
  try {
    return spawn(command, args, {
      cwd: launch.cwd,
      env: { ...environmentOf(launch, plan), [PLAN_VARIABLE]: encodePlan(plan) },
      // A group of its own, so that all it starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new ProblemError(startProblem(launch.runtime, error));
  }
}

function environmentOf({ env, trialEnv }: Launch, { experiment }: Plan): Record<string, string> {
  return experiment.kind === 'train' ? env : { ...env, ...trialEnv };
}

/** Milliseconds until the first process has to have said that the trainer is in place. */
export function longestArming({ alone, givesWay }: Pick<Launch, 'alone' | 'givesWay'>): number {
  return alone || givesWay ? LONGEST_SLOW_ARMING_MS : LONGEST_ARMING_MS;
}

function readOutputs(
  child: ChildProcess,
  tail: Tail,
  heard: () => void,
  pass: (text: string, stream: 'stdout' | 'stderr') => void,
): ScriptText[] {
  return (['stdout', 'stderr'] as const).map((name) => {
    const text = new ScriptText(tail, (piece) => pass(piece, name));
    // Read without pause, however much it is: a full pipe would hold the training up.
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text.add(chunk);
      heard();
    });
    return text;
  });
}

function leaderExit(child: ChildProcess): Promise<Omit<Exit, 'stopped'>> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, startError: error }));
    child.once('exit', (code, signal) => resolve({ code, signal, startError: null }));
  });
}

/** Resolves when all pipes are drained; they close with the last process that holds them, or on this side. */
function allClosed(child: ChildProcess): Promise<void> {
  // What cannot be read any more is drained.
  for (const pipe of pipesOf(child)) pipe?.on('error', () => pipe.destroy());
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}

function closePipes(child: ChildProcess): void {
  for (const pipe of pipesOf(child)) pipe?.destroy();
}
