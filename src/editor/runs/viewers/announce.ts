/** Says that a long run is over where nobody sees it, with a way to it. */
import * as vscode from 'vscode';
import type { Session } from '../../../experiments';
import { answerOf, comparisonOf, runName, timeIn } from '../../../runs';
import type { Run } from '../../../runs';
import { textOf } from '../../../tuning';
import { runTitle } from '../../../views/titles';
import type { Sessions } from '../sessions';

/** Milliseconds; a person has looked away by then. */
const LONG = 30_000;

export function announceEnds(sessions: Sessions): vscode.Disposable {
  return sessions.onDidEnd((session) => {
    const { status, startedAt, endedAt, resumed } = session.run;
    const took = (endedAt ?? timeIn(session.run)) - (resumed?.at ?? startedAt);
    // Who cancels a run is looking at it.
    if (status === 'cancelled' || took <= LONG || sessions.shows(session)) return;
    void announce(session, sessions);
  });
}

async function announce(session: Session, sessions: Sessions): Promise<void> {
  const show = 'Show';
  const text = `${runTitle(runName(session.run))}: ${outcome(session.run)}`;
  const answer =
    session.run.status === 'failed'
      ? await vscode.window.showErrorMessage(text, show)
      : await vscode.window.showInformationMessage(text, show);
  if (answer === show) void sessions.show(session);
}

function outcome(run: Run): string {
  if (run.problem) return run.problem.title;
  if (run.training) return comparisonOf(run)?.headline ?? 'nothing was trained to its end.';
  const answer = answerOf(run);
  return answer ? textOf(answer.verdict) : 'no bounds were found.';
}
