/** The process that the host starts itself: how it starts, what it prints, when it and its pipes are gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { encodePlan, type Plan, PLAN_VARIABLE } from '../../protocol/plan';
import { ProblemError } from '../../protocol/problems';
import type { Launch } from '../language';
import type { Exit } from '../outcome/exit';
import type { MarkedLines } from '../report/markedLines';
import { pipesOf } from '../report/transport';
import { startProblem } from '../systemErrors';
import { ScriptText, type Tail } from './tail';

/** @throws ProblemError where the system refuses at once */
export function start(launch: Launch, plan: Plan): ChildProcess {
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

/** @param marked takes what is no output of the script's out of one of them */
export function readOutputs(
  child: ChildProcess,
  tail: Tail,
  marked: () => MarkedLines,
  heard: () => void,
  pass: (text: string, stream: 'stdout' | 'stderr') => void,
): ScriptText[] {
  return (['stdout', 'stderr'] as const).map((name) => {
    const text = new ScriptText(tail, marked(), (piece) => pass(piece, name));
    // Read without pause, however much it is: a full pipe would hold the training up.
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text.add(chunk);
      heard();
    });
    return text;
  });
}

export function leaderExit(child: ChildProcess): Promise<Omit<Exit, 'stopped'>> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, startError: error }));
    child.once('exit', (code, signal) => resolve({ code, signal, startError: null }));
  });
}

/** Resolves when all pipes are drained; they close with the last process that holds them, or on this side. */
export function allClosed(child: ChildProcess): Promise<void> {
  // What cannot be read any more is drained.
  for (const pipe of pipesOf(child)) pipe?.on('error', () => pipe.destroy());
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}

export function closePipes(child: ChildProcess): void {
  for (const pipe of pipesOf(child)) pipe?.destroy();
}
