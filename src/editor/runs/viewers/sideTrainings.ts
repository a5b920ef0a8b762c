/** Where trainings and comparisons are shown: in the side view, comparisons in a tab of the editor too. */
import * as vscode from 'vscode';
import type { Session } from '../../../experiments';
import type { RunCatalog } from '../../../runs';
import { SIDE_VIEW, type SideView } from '../../../views/side';
import { type Sessions, TRAINED, type Viewer } from '../sessions';
import type { TrainingTabs } from './trainingTabs';

export class SideTrainings implements Viewer {
  readonly kinds = TRAINED;

  constructor(
    private readonly sessions: Sessions,
    private readonly side: SideView,
    private readonly tabs: TrainingTabs,
  ) {
    sessions.addViewer(this);
  }

  async show(session: Session): Promise<void> {
    // Asked for first: a view that is hidden loads its page anew when it is shown.
    const ready = [this.side.ready()];
    this.side.show(session);
    void vscode.commands.executeCommand(`${SIDE_VIEW}.focus`);
    // A table of arms and three charts want more room than the view has.
    if (session.run.kind === 'comparison') ready.push(this.tabs.open(session));
    await Promise.race(ready);
  }

  /** A range test comes first: said where the training will stand, so that nobody waits before an empty view. */
  prepare(rangeTest: Session): void {
    this.side.prepare(rangeTest);
    void vscode.commands.executeCommand(`${SIDE_VIEW}.focus`);
  }

  shows(session: Session): boolean {
    return this.side.shows(session) || this.tabs.shows(session);
  }

  /** After a reload of the window the side view shows what it showed: the latest training. */
  async recall(catalog: RunCatalog): Promise<void> {
    if (this.side.main) return;
    const latest = (await catalog.list()).find(({ kind }) => TRAINED.includes(kind));
    const session = latest && (await this.sessions.get(latest.id));
    if (session && !this.side.main) this.side.show(session);
  }
}
