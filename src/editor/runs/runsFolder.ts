/** Where the runs of a workspace are kept. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Further windows on one folder get a storage of their own, `ID-1` to `ID-9` beside `ID`, which the next window alone
 * would not see. Each run has a file of its own, so all of them may write into one folder.
 *
 * @param storage the extension's folder in the storage of its window: `…/ID/EXTENSION`
 */
export function runsFolder(storage: string): string {
  const ofWindow = path.dirname(storage);
  const first = ofWindow.replace(/-[1-9]$/, '');
  return path.join(existsSync(first) ? first : ofWindow, path.basename(storage), 'runs');
}
