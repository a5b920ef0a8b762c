/** Makes the objects and wires them; nothing else. */
import * as vscode from 'vscode';
import { LrCodeLens } from './editor/codeLens';
import { registerCommands } from './editor/commands';
import { Insertion } from './editor/insertion';
import { Launches } from './editor/launches';
import { ScriptOutput } from './editor/output';
import { panelActions } from './editor/panelActions';
import { RangeTests } from './editor/rangeTests';
import { Scripts } from './editor/scripts';
import { LrStatusBar } from './editor/statusBar';
import { watchActiveScript } from './editor/activeScript';
import { RunStore } from './runs';
import { registerPanelRestore } from './views/restore';
import { RunsTree } from './views/runsTree';

export function activate(context: vscode.ExtensionContext): void {
  const store = new RunStore(
    vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath,
  );
  const scripts = new Scripts(context.extensionUri);
  const output = new ScriptOutput();
  const insertion = new Insertion(scripts);
  const launches = new Launches(context.workspaceState);
  const actions = panelActions(insertion, output, () => rangeTests);
  const rangeTests = new RangeTests(context, store, launches, output, actions);
  const tree = new RunsTree(store, (id) => rangeTests.live(id));
  const lenses = new LrCodeLens(scripts, (script) => rangeTests.latestOf(script));

  context.subscriptions.push(
    scripts,
    output,
    insertion,
    rangeTests,
    tree,
    lenses,
    new LrStatusBar(rangeTests),
    registerCommands({ rangeTests, insertion, launches, output }),
    registerPanelRestore(rangeTests),
    watchActiveScript(scripts),
    vscode.window.createTreeView('lrTuner.runs', { treeDataProvider: tree }),
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file', pattern: '**/*.{js,mjs,cjs,ts,mts,cts}' },
      lenses,
    ),
    rangeTests.onDidChange(() => {
      tree.refresh();
      lenses.refresh();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => rangeTests.scriptChanged(document.uri)),
  );
  void rangeTests.recall();
}
