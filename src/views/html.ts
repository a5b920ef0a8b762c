import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/**
 * The shell of a page; its script builds what is shown. `run` is kept by the page, so that a reload finds it.
 *
 * Script and style stand in the page itself. As files of their own they could stay away for good: where all
 * webviews share one origin (code-server), two that load at once also share a service worker, and VS Code may
 * hand the answer to a request of the one to the worker of the other.
 */
export function pageHtml(extensionUri: vscode.Uri, { page, run }: { page: string; run: string }): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string =>
    readFileSync(vscode.Uri.joinPath(extensionUri, 'dist', name).fsPath, 'utf8');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style nonce="${nonce}">${file(`${page}.css`)}</style>
    <title>LR Tuner</title>
  </head>
  <body>
    <main id="app" data-run="${attribute(run)}"></main>
    <script nonce="${nonce}">${file(`${page}.js`)}</script>
  </body>
</html>`;
}

/** What stands between quotes in a page; an id comes from VS Code's storage. */
function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
