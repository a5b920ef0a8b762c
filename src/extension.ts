/** Makes the objects and wires them; nothing else. */
import * as vscode from 'vscode';
import { LrCodeLens } from './editor/script/codeLens';
import { registerCommands } from './editor/commands/commands';
import { Insertion } from './editor/script/insertion';
import { registerLanguageTools } from './editor/commands/chatTools';
import { Launches } from './editor/starting/launches';
import { ScriptOutput } from './editor/runs/output';
import { panelActions } from './editor/runs/panelActions';
import { RangeTests } from './editor/runs/rangeTests';
import { Scripts } from './editor/script/scripts';
import { Sessions } from './editor/runs/sessions';
import { sideActions } from './editor/runs/sideActions';
import { LrStatusBar } from './editor/runs/statusBar';
import { Trainings } from './editor/runs/trainings';
import { watchActiveScript } from './editor/script/activeScript';
import { RunStore } from './runs';
import { registerPanelRestore } from './views/restore';
import { RunsTree } from './views/runsTree';
import { SIDE_VIEW, SideView } from './views/side';

export function activate(context: vscode.ExtensionContext): void {
  const store = new RunStore(
    vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath,
  );
  const sessions = new Sessions(store);
  const scripts = new Scripts(context.extensionUri);
  const output = new ScriptOutput();
  const insertion = new Insertion(scripts);
  const launches = new Launches(context.workspaceState);
  const actions = panelActions(insertion, launches, output, () => rangeTests);
  const rangeTests = new RangeTests(context, sessions, launches, output, actions);
  const trainings = new Trainings(context.extensionUri, sessions, rangeTests, launches, output, () => side);
  const side: SideView = new SideView(
    context.extensionUri,
    sideActions(launches, output, () => trainings),
  );
  const tree = new RunsTree(store, (id) => sessions.live(id));
  const lenses = new LrCodeLens(scripts, (script) => rangeTests.latestOf(script));

  context.subscriptions.push(
    scripts,
    output,
    insertion,
    sessions,
    rangeTests,
    side,
    tree,
    lenses,
    new LrStatusBar(sessions),
    registerCommands({ sessions, rangeTests, trainings, side, insertion, launches, output }),
    registerLanguageTools(rangeTests, trainings),
    registerPanelRestore(rangeTests),
    watchActiveScript(scripts),
    vscode.window.createTreeView('lrTuner.runs', { treeDataProvider: tree }),
    vscode.window.registerWebviewViewProvider(SIDE_VIEW, side),
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file', pattern: '**/*.{js,mjs,cjs,ts,mts,cts}' },
      lenses,
    ),
    sessions.onDidChange(() => {
      tree.refresh();
      lenses.refresh();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => rangeTests.scriptChanged(document.uri)),
  );
  void rangeTests.recall(store);
  void trainings.recall(store);
}
