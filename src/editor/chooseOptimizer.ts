/** A GAN or an actor and its critic train with several optimizers: one of them is ramped, the others are left alone. */
import * as vscode from 'vscode';
import type { Session } from '../experiments';
import type { OptimizerSeen } from '../runner/messages';
import { formatRate } from '../tuning';
import type { Launches } from './launches';

/** Every optimizer that the run met, in the order in which they first trained. */
export function optimizersOf(session: Session): OptimizerSeen[] {
  const seen = new Map<string, OptimizerSeen>();
  for (const { optimizers } of session.run.repeats) {
    for (const optimizer of optimizers) seen.set(optimizer.id, optimizer);
  }
  return [...seen.values()];
}

/** @param session the run that told which optimizers there are. @returns whether one was chosen */
export async function chooseOptimizer(
  script: vscode.Uri,
  session: Session | undefined,
  launches: Launches,
): Promise<boolean> {
  const optimizers = session ? optimizersOf(session) : [];
  if (optimizers.length === 0) {
    void vscode.window.showInformationMessage(
      'Run a range test first: it shows which optimizers the script has.',
    );
    return false;
  }
  const choices = optimizers.map(({ id, role, lr, driven }) => ({
    id,
    label: role,
    description: [Number.isFinite(lr) ? `own rate ${formatRate(lr)}` : '', driven ? 'ramped last' : '']
      .filter((text) => text !== '')
      .join(', '),
  }));
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Optimizer to ramp',
    placeHolder: 'The others keep their own learning rates',
  });
  if (!picked) return false;
  await launches.setRole(script, picked.id);
  return true;
}

/** Once per run: a script with several optimizers was ramped at one of them, which may not be the one meant. */
export async function offerOptimizers(session: Session, launches: Launches): Promise<void> {
  const script = vscode.Uri.file(session.run.script);
  const optimizers = optimizersOf(session);
  const driven = optimizers.find((optimizer) => optimizer.driven);
  if (optimizers.length < 2 || !driven || launches.roleOf(script) !== null) return;
  const other = 'Ramp Another';
  const answer = await vscode.window.showInformationMessage(
    `This script trains with ${optimizers.length} optimizers. The chart is of ${driven.role}.`,
    other,
  );
  if (answer === other) await vscode.commands.executeCommand('lrTuner.chooseOptimizer', script);
}
