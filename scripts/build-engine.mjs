// Compiles the kernels of the embedded engine (AssemblyScript, src/engine/kernels) to dist/engine.wasm and, with fused
// multiply-add, dist/engine-relaxed.wasm. Results are kept by the content of their sources, so a second build is instant.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const kernels = path.join(root, 'src/engine/kernels');
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

async function compile(name, cached) {
  const args = [path.join(kernels, 'index.ts'), ...flags, ...builds[name]];
  const partial = `${cached}.${process.pid}`;
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args, '-o', partial], { cwd: root });
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`;
    throw new Error(`AssemblyScript could not compile ${name}:\n${output}`, { cause: error });
  }
  await rename(partial, cached);
}

/** Puts the compiled kernels into `outDir`. @returns the names of the files */
export async function buildEngine(outDir = path.join(root, 'dist')) {
  const cache = path.join(root, '.cache/engine', await sourcesHash());
  await mkdir(cache, { recursive: true });
  await mkdir(outDir, { recursive: true });
  await Promise.all(
    Object.keys(builds).map(async (name) => {
      const cached = path.join(cache, name);
      if (!(await exists(cached))) await compile(name, cached);
      // Several builds may run at once: each puts a whole file in place.
      const copy = path.join(outDir, `${name}.${process.pid}`);
      await copyFile(cached, copy);
      await rename(copy, path.join(outDir, name));
    }),
  );
  return Object.keys(builds);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildEngine();
