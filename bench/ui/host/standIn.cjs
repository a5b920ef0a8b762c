// VS Code's API as far as an extension needs it to start, with nothing behind it: what is timed here is ours alone.
// What nobody looks at answers to every name and every call.
const path = require('node:path');

function anything() {
  return new Proxy(function () {}, {
    get: (_, name) => {
      if (name === 'then' || name === Symbol.iterator) return undefined;
      if (name === Symbol.toPrimitive) return () => '';
      return anything();
    },
    set: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

const OTHERS =
  'env extensions lm version ConfigurationTarget FileSystemError FileType NotebookCellKind ProgressLocation RelativePattern Selection ThemeColor'.split(
    ' ',
  );

class EventEmitter {
  listeners = new Set();
  event = (listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value) {
    for (const listener of this.listeners) listener(value);
  }
  dispose() {
    this.listeners.clear();
  }
}

class Uri {
  constructor(fsPath) {
    Object.assign(this, { scheme: 'file', fsPath, path: fsPath });
  }
  static file = (file) => new Uri(file);
  static joinPath = ({ fsPath }, ...parts) => new Uri(path.join(fsPath, ...parts));
  toString() {
    return `file://${this.fsPath}`;
  }
}

class Disposable {
  constructor(dispose) {
    this.dispose = dispose;
  }
  static from = (...all) => new Disposable(() => all.forEach((one) => one.dispose()));
}

class TreeItem {
  constructor(label) {
    this.label = label;
  }
}

/** @returns the module `vscode`, and what a person would see or do through it */
function standIn() {
  const commands = new Map();
  const changed = new EventEmitter();
  const seen = { commands, changed, tree: null, lenses: null, webviews: [] };
  const nothing = () => undefined;
  const never = () => ({ dispose: nothing });
  const module = {
    EventEmitter,
    Uri,
    Disposable,
    TreeItem,
    ThemeIcon: class {},
    CodeLens: class {},
    Range: class {},
    Position: class {},
    ViewColumn: { One: 1, Two: 2, Beside: -2 },
    StatusBarAlignment: { Left: 1, Right: 2 },
    commands: {
      registerCommand: (name, handler) => (commands.set(name, handler), never()),
      executeCommand: async () => undefined,
    },
    languages: {
      registerCodeLensProvider: (_, provider) => {
        seen.lenses = provider;
        return never();
      },
    },
    window: {
      activeTextEditor: undefined,
      activeNotebookEditor: undefined,
      createTreeView: (_, { treeDataProvider }) => {
        seen.tree = treeDataProvider;
        return { visible: true, message: '', dispose: nothing };
      },
      createWebviewPanel: () => webviewPanel(seen),
    },
    workspace: {
      textDocuments: [],
      notebookDocuments: [],
      workspaceFolders: [],
      onDidChangeTextDocument: changed.event,
      getConfiguration: () => ({ get: (_, otherwise) => otherwise, inspect: nothing }),
    },
  };
  const filled = (known) =>
    new Proxy(known, { get: (target, name) => (name in target ? target[name] : anything()) });
  for (const name of ['window', 'workspace', 'commands']) module[name] = filled(module[name]);
  // A bundle copies the names that it finds, so those that nothing is known of are there too.
  for (const name of OTHERS) module[name] ??= anything();
  return { module, seen };
}

function webviewPanel(seen) {
  const received = new EventEmitter();
  const disposed = new EventEmitter();
  const webview = {
    html: '',
    options: {},
    messages: [],
    onDidReceiveMessage: received.event,
    postMessage: async (message) => {
      webview.messages.push(message);
      return true;
    },
    say: (message) => received.fire(message),
  };
  seen.webviews.push(webview);
  return {
    webview,
    title: '',
    visible: true,
    active: true,
    viewColumn: 2,
    onDidDispose: disposed.event,
    onDidChangeViewState: () => ({ dispose() {} }),
    reveal() {},
    dispose: () => disposed.fire(),
  };
}

module.exports = { anything, standIn, Uri };
