/** What helps where nothing can be written: the file that holds the rate, and the code on the clipboard. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { InsertPlan } from '../../script';

export async function offerInstead(
  script: vscode.Uri,
  { reason, files, snippet }: Extract<InsertPlan, { ok: false }>,
): Promise<void> {
  if (snippet !== '') await vscode.env.clipboard.writeText(snippet);
  const found = (await Promise.all(files.map((file) => findImported(script, file)))).filter(
    (file) => file !== null,
  );
  const choices = found.map((file) => ({ title: `Open ${path.basename(file.fsPath)}`, file }));
  const clipboard = snippet === '' ? '' : ' The code is on the clipboard instead.';
  const answer = await vscode.window.showWarningMessage(reason + clipboard, ...choices);
  if (answer) await vscode.window.showTextDocument(answer.file, { viewColumn: vscode.ViewColumn.One });
}

/** As Node.js and TypeScript complete what an import leaves out; `./config.js` may be written in config.ts. */
const ENDINGS = ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.json', '/index.js', '/index.ts'];

/** The file that a script imports by this name; null for packages, and where it is not there. */
async function findImported(script: vscode.Uri, name: string): Promise<vscode.Uri | null> {
  if (!/^\.{1,2}\//.test(name)) return null;
  const typed = name.replace(/\.([cm]?)js$/, '.$1ts');
  for (const candidate of [...ENDINGS.map((ending) => name + ending), typed]) {
    const file = vscode.Uri.joinPath(script, '..', candidate);
    if (await isFile(file)) return file;
  }
  return null;
}

async function isFile(file: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(file)).type & vscode.FileType.File) !== 0;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
