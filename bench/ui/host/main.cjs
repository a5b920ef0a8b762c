// Runs one extension (a folder with package.json and dist/) with VS Code's API stood in for, does one thing that a
// person does, and prints what it cost as JSON.
//   node bench/ui/host/main.cjs EXTENSION STORAGE activate
//   node bench/ui/host/main.cjs EXTENSION STORAGE runs
//   node bench/ui/host/main.cjs EXTENSION STORAGE open RUN
//   node bench/ui/host/main.cjs EXTENSION STORAGE type LINES
const Module = require('node:module');
const path = require('node:path');
const { anything, standIn, Uri } = require('./standIn.cjs');

const [extension, storage, task, given] = process.argv.slice(2);
const { module: vscode, seen } = standIn();
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));

/** @returns asks for the longest time in which nothing else could run, in milliseconds */
function watchBlocks() {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    timer = setImmediate(look);
  };
  let timer = setImmediate(look);
  return () => {
    clearImmediate(timer);
    return longest;
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

function contextOf() {
  const known = {
    extensionUri: Uri.file(extension),
    extension: { packageJSON: { version: '0' } },
    storageUri: Uri.file(path.join(storage, 'workspace', 'extension')),
    globalStorageUri: Uri.file(path.join(storage, 'global')),
    subscriptions: [],
    workspaceState: { get: (_, otherwise) => otherwise, update: async () => undefined, keys: () => [] },
  };
  return new Proxy(known, { get: (target, name) => (name in target ? target[name] : anything()) });
}

async function main() {
  const before = performance.now();
  const { activate } = require(path.join(extension, 'dist', 'extension.js'));
  const evaluated = performance.now();
  activate(contextOf());
  const activated = performance.now();
  const times = { evaluation: evaluated - before, activate: activated - evaluated };
  if (task === 'activate') return times;
  switch (task) {
    case 'runs':
      return listRuns();
    case 'open':
      return openRun();
    case 'type':
      return typeInto(scriptOf(Number(given)));
    default:
      throw new Error(`There is no task ${task}.`);
  }
}

/** What a person types into a script whose lenses are shown: a key every 40 ms, then a pause. */
async function typeInto(script) {
  const document = {
    uri: Uri.file('/project/train.js'),
    fileName: '/project/train.js',
    languageId: 'javascript',
    version: 1,
    getText: () => script,
    positionAt: (offset) => ({ line: script.slice(0, offset).split('\n').length - 1, character: 0 }),
  };
  const begin = performance.now();
  await seen.lenses.provideCodeLenses(document);
  const first = performance.now() - begin;
  let lenses = null;
  const keys = [];
  for (let key = 0; key < 25; key++) {
    script = `// ${key}\n${script}`;
    document.version++;
    const pressed = performance.now();
    seen.changed.fire({ document });
    lenses = seen.lenses.provideCodeLenses(document);
    keys.push(performance.now() - pressed);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  const { length } = await lenses;
  return { first, key: Math.max(...keys), lenses: length };
}

function scriptOf(lines) {
  const filler = Array.from({ length: Math.floor(lines / 5) }, (_, k) => [
    `function helper${k}(a, b) {`,
    `  const sum = a + b * ${k};`,
    '  if (sum > 3) return { sum, a };',
    '  return null;',
    '}',
  ]).flat();
  const training = [
    "const tf = require('@tensorflow/tfjs');",
    'const model = tf.sequential();',
    "model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });",
    'model.fit(xs, ys, { epochs: 10 });',
  ];
  return [...training, ...filler].join('\n');
}

/** As VS Code fills the view: its children, and an item for each. */
async function listRuns() {
  const blocked = watchBlocks();
  const before = performance.now();
  const children = await seen.tree.getChildren();
  await Promise.all(children.map((run) => seen.tree.getTreeItem(run)));
  const shown = performance.now() - before;
  await settled();
  return { shown, blocked: blocked(), runs: children.length, memory: process.memoryUsage().rss };
}

/** The page's messages, as VS Code would hand them over, and its HTML. */
async function openRun() {
  const before = performance.now();
  await seen.commands.get('lrTuner.runs.open')({ id: given });
  const [webview] = seen.webviews;
  webview.say({ type: 'ready' });
  const posted = performance.now() - before;
  await settled();
  const { html, messages } = webview;
  const bytes = JSON.stringify(messages).length;
  return { posted, bytes, html, messages };
}

main().then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
