/** What stands between a command and the script that it would run. */
import type * as vscode from 'vscode';
import type { Log } from '../../runner';
import { saveScript } from './saving';
import { mayRun } from './trust';

/** @returns false where the workspace is not trusted, or the person would rather not run now; both know why */
export async function mayStart(script: vscode.Uri, log: Log): Promise<boolean> {
  if (!mayRun()) {
    log.warn(`${script.fsPath} is not run: its workspace is not trusted.`);
    return false;
  }
  const saved = await saveScript(script);
  if (!saved) log.info(`${script.fsPath} is not run: its unsaved changes were not to be saved.`);
  return saved;
}
