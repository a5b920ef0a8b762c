/** What every run begins with: the command that starts the script, and the page that comes before it. */
import { prepareLaunch } from '../runner';
import type { Launch, ScriptLaunch } from '../runner';
import type { PageLoading } from './pageLoading';
import type { Session } from './session';

export interface Start {
  script: ScriptLaunch;
  /** Where the built trainer lies. */
  distFolder: string;
  /** The page that shows the run, where there is one: it loads before the script starts. */
  page?: PageLoading;
}

/** @throws ProblemError in words for the user */
export async function startLaunch({ script, distFolder, page }: Start, session: Session): Promise<Launch> {
  const launch = await prepareLaunch(script, distFolder);
  session.record({ type: 'launched', runtime: launch.runtime });
  await page?.comesFirst(session.signal);
  return launch;
}
