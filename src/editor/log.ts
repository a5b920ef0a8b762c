/** The log that a bug report can quote. Its level is the user's: *Developer: Set Log Level…*. */
import * as vscode from 'vscode';

export function createLog({ packageJSON }: vscode.Extension<unknown>): vscode.LogOutputChannel {
  const log = vscode.window.createOutputChannel('LR Tuner', { log: true });
  const { version } = packageJSON as { version: string };
  log.info(
    `LR Tuner ${version} in ${vscode.env.appName} ${vscode.version}, ${process.platform} ${process.arch}.`,
  );
  return log;
}
