/** What of a run is written to a file: its numbers, or a picture that its page drew. */
import * as vscode from 'vscode';
import { type Run, toCsv, toJson, trainingMarkdown } from '../../runs';

const FORMATS = {
  csv: { name: 'CSV', ending: 'csv', write: toCsv },
  json: { name: 'JSON', ending: 'json', write: toJson },
  markdown: { name: 'Markdown', ending: 'md', write: trainingMarkdown },
} as const;

export type ExportFormat = keyof typeof FORMATS;

export async function exportRun(run: Run, format: ExportFormat): Promise<void> {
  const { name, ending, write } = FORMATS[format];
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(`${run.script}.lr.${ending}`),
    filters: { [name]: [ending] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(write(run)));
  await vscode.window.showTextDocument(target);
}

/** @param content SVG text, or a PNG as a data URL */
export async function savePicture(run: Run, format: 'svg' | 'png', content: string): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(`${run.script}.training.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!target) return;
  const bytes =
    format === 'svg' ? Buffer.from(content) : Buffer.from(content.slice(content.indexOf(',') + 1), 'base64');
  await vscode.workspace.fs.writeFile(target, bytes);
}
