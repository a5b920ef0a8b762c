import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The shell of a page; its script builds what is shown. `run` is kept by the page, so that a reload finds it. */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { page, run }: { page: string; run: string },
): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${file(`${page}.css`)}">
    <title>LR Tuner</title>
  </head>
  <body>
    <main id="app" data-run="${run}"></main>
    <script nonce="${nonce}" src="${file(`${page}.js`)}"></script>
  </body>
</html>`;
}
