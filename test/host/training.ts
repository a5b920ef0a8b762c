// The user's side of the tests: a project with a training script in the open folder.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** Trains for a moment on made-up data, so that a run takes a second or two. */
export const script = `const tf = require('@tensorflow/tfjs');

const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2, activation: 'softmax' })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });

const x = tf.randomNormal([320, 4], 0, 1, 'float32', 7);
const y = tf.oneHot(x.slice([0, 0], [-1, 1]).greater(0).flatten().toInt(), 2);
model.fit(x, y, { batchSize: 32, epochs: 4 });
`;

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('lr-tuner.lr-tuner');
  if (!found) throw new Error('The extension is not there.');
  return found;
}

/** Writes a file into the open folder, which has TensorFlow.js, and opens it. */
export async function openScript(name: string, text = script): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (!folder) throw new Error('No folder is open.');
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  linkOnce(
    path.join(extension().extensionPath, 'node_modules/@tensorflow'),
    path.join(modules, '@tensorflow'),
  );
  writeFileSync(path.join(folder, name), text);
  const document = await vscode.workspace.openTextDocument(path.join(folder, name));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

function linkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The extension's lenses of a document, as titles by line; it may still be starting, so ask until there are some. */
export async function lensesOf(document: vscode.TextDocument): Promise<{ line: number; title: string }[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses
    .filter((lens) => lens.command?.command.startsWith('lrTuner.'))
    .map((lens) => ({ line: lens.range.start.line, title: lens.command?.title ?? '' }))
    .sort((a, b) => a.line - b.line);
}

/** Asks again until the answer passes, or the test's own limit ends it. */
export async function until<T>(ask: () => T | Thenable<T>, passes: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
