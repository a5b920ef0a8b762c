/** What every run begins with: the command that starts the script, and the page that comes before it. */
import { prepareLaunch } from '../runner';
import type { Launch } from '../runner';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';

/** @throws ProblemError in words for the user */
export async function startLaunch(
  { script, distFolder, page, log }: ScriptRun,
  session: Session,
): Promise<Launch> {
  const launch = await prepareLaunch(script, distFolder, log);
  session.record({ type: 'launched', runtime: launch.runtime });
  await page?.comesFirst(session.signal);
  return launch;
}
