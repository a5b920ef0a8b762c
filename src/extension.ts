/** Makes the objects and wires them; nothing else. */
import * as vscode from 'vscode';
import { registerLanguageTools } from './editor/commands/chatTools';
import { registerCommands } from './editor/commands/commands';
import { createLog } from './editor/log';
import { Charts } from './editor/runs/viewers/charts';
import { ScriptOutput } from './editor/runs/output';
import { panelHost } from './editor/runs/panelActions';
import { RangeTests } from './editor/runs/rangeTests';
import { Sessions } from './editor/runs/sessions';
import { sideActions } from './editor/runs/sideActions';
import { announceEnds } from './editor/runs/viewers/announce';
import { SideTrainings } from './editor/runs/viewers/sideTrainings';
import { TrainingTabs } from './editor/runs/viewers/trainingTabs';
import { LrStatusBar } from './editor/runs/statusBar';
import { Trainings } from './editor/runs/trainings';
import { runsFolder } from './editor/runs/runsFolder';
import { watchActiveScript } from './editor/script/activeScript';
import { LrCodeLens } from './editor/script/codeLens';
import { Insertion } from './editor/script/insertion';
import { Quiet } from './editor/script/quiet';
import { QUIET, Scripts } from './editor/script/scripts';
import { NOTEBOOK_CELL } from './editor/script/scriptText';
import { RememberedStarts } from './editor/starting/rememberedStarts';
import { offerInTerminals } from './editor/terminalCommand';
import { RUNNABLE_PATTERN } from './languages';
import { RunCatalog, RunStore } from './runs';
import { CHART_VIEW } from './views/panel';
import { registerPanelRestore } from './views/restore';
import { RunsTree } from './views/runsTree';
import { SIDE_VIEW, SideView } from './views/side';
import { TRAINING_TAB } from './views/trainingPanel';

export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const distFolder = vscode.Uri.joinPath(extensionUri, 'dist').fsPath;
  const log = createLog(context.extension);
  const store = new RunStore(
    runsFolder((context.storageUri ?? context.globalStorageUri).fsPath),
    (file, why) => log.warn(`${file} is left out of the list of runs, or parts of it: ${why}.`),
  );
  const sessions = new Sessions(store);
  const starts = new RememberedStarts(context.workspaceState);
  const output = new ScriptOutput();
  const rangeTests = new RangeTests(distFolder, sessions, starts, output, log);
  const trainings = new Trainings(distFolder, sessions, rangeTests, starts, output, log);

  const scripts = new Scripts(extensionUri, log);
  const quiet = new Quiet(QUIET);
  const insertion = new Insertion(scripts);
  const charts = new Charts(
    extensionUri,
    sessions,
    panelHost({ insertion, starts, output, rangeTests, trainings }),
  );
  const askSide = sideActions({
    starts,
    output,
    trainings,
    insertion,
    openInEditor: (session) => void tabs.open(session),
  });
  const tabs = new TrainingTabs(extensionUri, sessions, askSide);
  const side = new SideView(extensionUri, askSide);
  const sideTrainings = new SideTrainings(sessions, side, tabs);
  const catalog = new RunCatalog(store, () => tree.refresh());
  const tree = new RunsTree(store, catalog, (id) => sessions.live(id));
  const lenses = new LrCodeLens(scripts, (script) => rangeTests.latestOf(script));

  context.subscriptions.push(
    scripts,
    output,
    log,
    insertion,
    sessions,
    charts,
    tabs,
    side,
    catalog,
    tree,
    lenses,
    new LrStatusBar(sessions),
    registerCommands({ sessions, charts, tabs, rangeTests, trainings, side, insertion, starts, output, log }),
    registerLanguageTools(rangeTests, trainings),
    registerPanelRestore(CHART_VIEW, charts),
    registerPanelRestore(TRAINING_TAB, tabs),
    announceEnds(sessions),
    trainings,
    trainings.onPreparing((rangeTest) => sideTrainings.prepare(rangeTest)),
    watchActiveScript(scripts),
    tree.createView(),
    vscode.window.registerWebviewViewProvider(SIDE_VIEW, side),
    vscode.languages.registerCodeLensProvider(
      [
        { scheme: 'file', pattern: RUNNABLE_PATTERN },
        { notebookType: 'jupyter-notebook', language: 'python' },
      ],
      lenses,
    ),
    sessions.onDidChange(() => {
      tree.refresh();
      lenses.refresh();
    }),
    quiet,
    vscode.workspace.onDidChangeTextDocument(({ document }) =>
      quiet.run(document.fileName, () => {
        charts.scriptChanged(document.uri);
        // In a notebook, what one cell says moves the lenses of the others.
        if (document.uri.scheme === NOTEBOOK_CELL) lenses.refresh();
      }),
    ),
  );
  void offerInTerminals(context, distFolder, log);
  void rangeTests.recall(catalog);
  void sideTrainings.recall(catalog);
}
