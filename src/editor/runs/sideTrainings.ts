/** The side view as the place of trainings and comparisons: shows them, and after a reload the latest. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { RunStore } from '../../runs';
import { SIDE_VIEW, type SideView } from '../../views/side';
import { type Sessions, TRAINED, type Viewer } from './sessions';

export class SideTrainings implements Viewer {
  readonly kinds = TRAINED;

  constructor(
    private readonly sessions: Sessions,
    private readonly side: SideView,
  ) {
    sessions.addViewer(this);
  }

  show(session: Session): Promise<void> {
    // Asked for first: a view that is hidden loads its page anew when it is shown.
    const ready = this.side.ready();
    this.side.show(session);
    void vscode.commands.executeCommand(`${SIDE_VIEW}.focus`);
    return ready;
  }

  /** After a reload of the window the side view shows what it showed: the latest training. */
  async recall(store: RunStore): Promise<void> {
    if (this.side.main) return;
    const latest = (await store.list()).find((run) => run.training !== null);
    const session = latest && (await this.sessions.get(latest.id));
    if (session && !this.side.main) this.side.show(session);
  }
}
