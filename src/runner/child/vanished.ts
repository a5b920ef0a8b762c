/**
 * A process that trains and dies without a word (killed for its memory, say) leaves behind whoever started it, who may
 * wait for its result for ever. The host sees that it is gone.
 */
import type { Problem } from '../../protocol/problems';
import { isUncollected } from '../report/owner';

const LOOK_EVERY_MS = 1000;
/** For whoever started it to notice, and to come to an end or to try again. */
const GRACE_MS = 30_000;

export class VanishWatch {
  /** Whether the run was ended because of it. */
  hasVanished = false;
  private pid: number | null = null;
  private goneSince: number | null = null;
  private timer: NodeJS.Timeout | null = null;

  /** @param vanished called where the process is gone, and nothing followed */
  constructor(private readonly vanished: () => void) {}

  /** May be told again and again; only the first is watched. */
  watch(pid: number): void {
    if (this.pid !== null) return;
    this.pid = pid;
    this.timer = setInterval(() => void this.look(pid), LOOK_EVERY_MS);
  }

  end(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async look(pid: number): Promise<void> {
    const isThere = isAlive(pid) && !(await isUncollected(pid));
    if (this.timer === null) return;
    this.goneSince = isThere ? null : (this.goneSince ?? performance.now());
    if (this.goneSince === null || performance.now() - this.goneSince < GRACE_MS) return;
    this.end();
    this.hasVanished = true;
    this.vanished();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function vanishedProblem(output: string): Problem {
  return {
    code: 'script-threw',
    title: 'The process that trained was gone, and the script waited for it.',
    detail:
      'It ended without an error of its own: the system may have killed it for its memory, or the script may have. Its last output may tell why.',
    ...(output.trim() !== '' && { output: output.trim() }),
    actions: [{ kind: 'show-output' }, { kind: 'run-again' }],
  };
}
