// Builds everything the VSIX holds into dist/: host, CLI, trainer, engine and page.
import { build, context } from 'esbuild';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNotices } from './notices.mjs';
import { buildEngine } from './build-engine.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const watch = process.argv.includes('--watch');

/** Its package.json does not say so; with this, bundles that use other parts of src/tuning leave the parser out. */
const papaparseHasNoSideEffects = {
  name: 'papaparse-has-no-side-effects',
  setup(build) {
    build.onResolve({ filter: /^papaparse$/ }, ({ path: name, ...options }) => {
      if (options.pluginData === 'resolving') return;
      return build
        .resolve(name, { ...options, pluginData: 'resolving' })
        .then((found) => ({ ...found, sideEffects: false }));
    });
  },
};

const node = {
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  bundle: true,
  sourcemap: 'linked',
  logLevel: 'warning',
};

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, target: 'node20', external: ['vscode'] },
  { ...node, entryPoints: { 'script-worker': 'src/editor/script/worker.ts' }, target: 'node20' },
  { ...node, entryPoints: { cli: 'src/cli.ts' }, target: 'node20', banner: { js: '#!/usr/bin/env node' } },
  {
    ...node,
    entryPoints: {
      trainer: 'src/trainer/javascript/main.ts',
      'module-hooks': 'src/trainer/javascript/modules/hooks.ts',
    },
    outExtension: { '.js': '.cjs' },
  },
  {
    ...node,
    entryPoints: { engine: 'src/engine/index.ts', standin: 'src/trainer/javascript/native/standIn.ts' },
    outExtension: { '.js': '.cjs' },
  },
  // For scripts in TypeScript, and JavaScript that only compilers take.
  {
    ...node,
    entryPoints: { typescript: 'src/trainer/javascript/modules/typescriptEntry.ts' },
    outExtension: { '.js': '.cjs' },
    minify: true,
    sourcemap: false,
  },
  // TensorFlow.js for projects that have none; the engine builds on its CPU backend. It names a script's metrics after
  // their functions, and the trainer knows losses and optimizers by name, so names stay.
  {
    ...node,
    entryPoints: { tfjs: 'src/trainer/javascript/native/tfjs.ts' },
    outExtension: { '.js': '.cjs' },
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: false,
  },
  {
    entryPoints: { panel: 'webview/panel/main.ts', side: 'webview/side/main.ts' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.svg': 'text' },
    bundle: true,
    minify: !watch,
    sourcemap: watch ? 'inline' : false,
    logLevel: 'warning',
  },
].map((options) => ({
  ...options,
  plugins: [papaparseHasNoSideEffects],
  absWorkingDir: root,
  outdir: 'dist',
}));

await mkdir(path.join(root, 'dist'), { recursive: true });

const kernels = await buildEngine();

/** The parser's runtime and the grammars that the language modules name, as they come. */
const parser = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
const grammars = await parserFiles();
for (const file of grammars) await cp(path.join(parser, file), path.join(root, 'dist', file));

/** Trainers that are text and run as they stand, each in a folder named after its language. */
const textTrainers = ['python'];
for (const language of textTrainers) await copyTrainer(language);

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
  console.log('watching; Ctrl+C stops');
} else {
  const results = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  const metafiles = results.map(({ metafile }) => metafile);
  writeNotices(root, metafiles);
  const bundled = metafiles.flatMap(({ outputs }) => Object.keys(outputs).map((file) => path.basename(file)));
  await removeOthers(new Set([...bundled, ...kernels, ...grammars, 'notices.txt', ...textTrainers]));
}

async function copyTrainer(language) {
  const target = path.join(root, 'dist', language);
  await rm(target, { recursive: true, force: true });
  await cp(path.join(root, 'src/trainer', language), target, {
    recursive: true,
    filter: (file) => !/(__pycache__|\.\w+_cache)$/.test(file),
  });
}

/** What earlier builds left would be shipped. Names that end in a process id are a build's that runs beside this one. */
async function removeOthers(built) {
  for (const file of await readdir(path.join(root, 'dist'))) {
    if (!built.has(file) && !/\.\d+$/.test(file))
      await rm(path.join(root, 'dist', file), { recursive: true });
  }
}

/** Asks the source itself, so that a language's grammars stand in one place. */
async function parserFiles() {
  const bundle = await build({
    entryPoints: [path.join(root, 'src/script/languages.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
  const { GRAMMAR_FILES, RUNTIME_FILE } = await import(`data:text/javascript;base64,${code}`);
  return [RUNTIME_FILE, ...GRAMMAR_FILES.values()];
}
