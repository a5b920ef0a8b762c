/** JavaScript and TypeScript with TensorFlow.js, run by Node. */
import type { FrameworkSeen, LanguageFacts } from './language';

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(Bun|Deno) is not defined|Cannot find (module|package) '(bun|deno)(:|')|Received protocol '(bun|npm|jsr|https?):'|Only URLs with a scheme in: file, data/,
    'This script is written for Bun or Deno. LR Tuner runs scripts with Node: use the functions of Node and its packages instead (node:fs for Bun.file and Deno.readTextFile).',
  ],
  [
    /\b(document|window|navigator|self|HTML\w+|Image) is not defined/,
    'This script is written for the browser. A range test runs scripts that train in Node.',
  ],
  [
    /\btf is not defined/,
    'The script expects a global tf, as a page with a script tag has. In Node it has to load @tensorflow/tfjs itself.',
  ],
  [
    /Cannot use import statement outside a module|Unexpected token 'export'/,
    'The file uses import or export, but its package is CommonJS. Add "type": "module" to package.json, or name the file .mjs.',
  ],
  [
    /(require|module|__dirname|__filename) is not defined in ES module scope/,
    'The file is an ES module here. Name it .cjs, or remove "type": "module" from package.json.',
  ],
  [
    /tfjs_binding\.node/,
    'The native engine in @tensorflow/tfjs-node does not load on this machine. Choose the engine "embedded", or run npm rebuild @tensorflow/tfjs-node.',
  ],
  [
    /Cannot find (module|package) '/,
    'A package or file that the script needs is missing. Run npm install in its folder.',
  ],
  [
    /"path" argument must be of type string.*undefined/,
    'A path is missing: perhaps the script takes it from its arguments. Give it the arguments that it needs.',
  ],
  [
    /heap out of memory/,
    'Node ran out of memory. Give it more with the Node option --max-old-space-size=8192.',
  ],
  [
    /Array buffer allocation failed|Cannot create a Buffer larger than/,
    'The system has no memory left for it. Load less data at once, or choose a smaller batch.',
  ],
];

export const javascript: LanguageFacts = {
  id: 'javascript',
  name: 'JavaScript and TypeScript',
  runtime: 'Node.js',
  runtimeSetting: 'lrTuner.nodePath',
  runtimeOption: 'node',
  trainable: 'TensorFlow.js training scripts for Node',
  grammars: {
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    jsx: 'javascript',
    ts: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    tsx: 'tsx',
  },
  editorLanguages: ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'],
  runnable: ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'],
  projectFiles: ['package.json'],
  framework: /@tensorflow\/tfjs/,
  words: {
    hint: (message) => HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? null,
    frameworkMissing: () => ({
      title: 'The script needs TensorFlow.js, which is not installed in its project.',
      command: 'npm install @tensorflow/tfjs',
      otherRuntime: false,
    }),
    notArmed: {
      why: 'it would have run without the experiment',
      advice: 'Remove runtime options that could keep it out, then run again.',
    },
    nativeEngine: {
      missing:
        'The native engine was asked for, but @tensorflow/tfjs-node is missing from the project or did not build.',
      install: 'npm install @tensorflow/tfjs-node',
      cost: 'it downloads TensorFlow, and needs Python and a C++ compiler where no ready build fits',
    },
    whyNothingTrained,
    updatesByHand: 'So there is no optimizer to ramp: let one of tf.train make the updates.',
    noLoss:
      'Its gradients seem to be written by hand. Let TensorFlow.js take them (optimizer.minimize, tf.variableGrads or model.fit), so that there is a loss to draw.',
    rateNotApplied:
      "Use one of TensorFlow.js' own optimizers, or let your own read its learningRate at each update.",
  },
};

function whyNothingTrained(seen: FrameworkSeen, tookGradients: boolean): string {
  switch (seen) {
    case 'bundled':
      return 'TensorFlow.js is bundled into the file, where its optimizers cannot be reached. Run the source file instead.';
    case 'loaded':
      return tookGradients
        ? 'It takes gradients and makes its updates itself (weights.sub(gradients.mul(rate))), so there is no optimizer whose rate could be ramped. Let one of tf.train make the updates.'
        : 'TensorFlow.js was loaded, but nothing was trained with it. If the file only defines the model, choose the script that calls it.';
    case 'none':
      return 'It never loaded TensorFlow.js. If it is only a part of a program, choose the script that starts the training.';
  }
}
