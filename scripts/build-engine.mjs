// Compiles the kernels of the embedded engine (AssemblyScript, src/engine/kernels) to dist/engine.wasm and, with fused
// multiply-add, dist/engine-relaxed.wasm, and declares their exports for TypeScript in src/engine/kernelExports.ts.
// Results are kept by the content of their sources, so a second build is instant.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { declareKernels } from './declare-kernels.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const kernels = path.join(root, 'src/engine/kernels');
/** Committed, so that TypeScript needs no build first. */
const declarations = path.join(root, 'src/engine/kernelExports.ts');
const compiler = path.join(root, 'node_modules/assemblyscript/bin/asc.js');

const flags = [
  ...['--runtime', 'stub', '-O3', '--converge', '--noAssert'],
  ...[
    '--importMemory',
    '--noExportMemory',
    '--sharedMemory',
    '--initialMemory',
    '64',
    '--maximumMemory',
    '65536',
  ],
  // The first kilobyte stays empty, so that address 0 can mean "none".
  ...['--memoryBase', '1024'],
  // Declarations of the exports, beside the module.
  ...['--bindings', 'raw'],
];
const builds = {
  'engine.wasm': ['--enable', 'simd,threads'],
  'engine-relaxed.wasm': ['--enable', 'simd,threads,relaxed-simd'],
};

async function sourcesHash() {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ flags, builds }));
  hash.update(await readFile(path.join(root, 'node_modules/assemblyscript/package.json')));
  for (const file of (await readdir(kernels)).sort()) {
    hash.update(file).update(await readFile(path.join(kernels, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(file) {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Compiles a build into the folder `cache`, with AssemblyScript's declarations of what it exports. */
async function compile(name, cache) {
  const folder = path.join(cache, `${name}.${process.pid}`);
  await mkdir(folder, { recursive: true });
  const args = [path.join(kernels, 'index.ts'), ...flags, ...builds[name]];
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args, '-o', path.join(folder, name)], {
      cwd: root,
    });
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`;
    throw new Error(`AssemblyScript could not compile ${name}:\n${output}`, { cause: error });
  }
  const declared = declaredBy(name);
  await rename(path.join(folder, declared), path.join(cache, declared));
  await rename(path.join(folder, name), path.join(cache, name));
  await rm(folder, { recursive: true });
}

function declaredBy(name) {
  return name.replace(/\.wasm$/, '.d.ts');
}

/** Several builds may run at once: each puts a whole file in place. */
async function putInPlace(file, write) {
  const partial = `${file}.${process.pid}`;
  await write(partial);
  await rename(partial, file);
}

/** Puts the compiled kernels into `outDir`. @returns the names of the files */
export async function buildEngine(outDir = path.join(root, 'dist')) {
  const cache = path.join(root, '.cache/engine', await sourcesHash());
  await mkdir(cache, { recursive: true });
  await mkdir(outDir, { recursive: true });
  const names = Object.keys(builds);
  await Promise.all(
    names.map(async (name) => {
      const cached = path.join(cache, name);
      if (!(await exists(cached))) await compile(name, cache);
      await putInPlace(path.join(outDir, name), (file) => copyFile(cached, file));
    }),
  );
  const text = declareKernels(await readFile(path.join(cache, declaredBy(names[0])), 'utf8'));
  // Untouched where nothing changed, or whatever watches the sources would build again.
  if (text !== (await readFile(declarations, 'utf8'))) {
    await putInPlace(declarations, (file) => writeFile(file, text));
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEngine();
