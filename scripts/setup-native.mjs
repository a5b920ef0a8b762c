// Sets up the real native @tensorflow/tfjs-node for the tests. Its own install downloads libtensorflow from a
// host that build machines often cannot reach, so the library comes from PyPI's TensorFlow wheel, and the
// package's own build script compiles its binding against it.
//   node scripts/setup-native.mjs
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpNode } from './setup-vscode.mjs';
import { aptInstall, cached, isMain, npmInstall, onPath, run, runMain } from './setup/task.mjs';

const TFJS_VERSION = '4.22.0';
const TENSORFLOW_VERSION = '2.13.1';
const WHEEL_HASH = 'sha256:87be6e61314b2c0fa062f71e26e41d6a17e162ffe4da72c820fe8f1fc94d97fe';

const probe = fileURLToPath(new URL('./setup/native-probe.cjs', import.meta.url));
const unpack = fileURLToPath(new URL('./setup/unpack-wheel.py', import.meta.url));

/** Returns the folder whose `node_modules` holds the native package, proven to run on this Node.js. */
export async function setUpNative() {
  return cached(
    'native-tfjs',
    { tfjs: TFJS_VERSION, tensorflow: TENSORFLOW_VERSION },
    {
      title: `Building the native @tensorflow/tfjs-node ${TFJS_VERSION}`,
      expectation: 'about a minute; downloads 260 MB, keeps 840 MB',
      todo: 'check that the npm and PyPI registries can be reached and that the disk has 1.5 GB free, then run this again.',
      build: buildNative,
    },
  );
}

async function installTools() {
  const needs = { python3: 'python3', 'g++': 'g++', make: 'make' };
  const missing = Object.keys(needs).filter((program) => !onPath(program));
  if (missing.includes('python3') || !(await hasPip())) missing.push('python3-pip');
  if (missing.length > 0) await aptInstall(missing, 'about a minute');
}

const hasPip = () =>
  run('python3', ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );

async function buildNative(folder) {
  await installTools();
  const manifest = { private: true, dependencies: { '@tensorflow/tfjs-node': TFJS_VERSION } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await npmInstall(folder);
  const native = path.join(folder, 'node_modules/@tensorflow/tfjs-node');
  await layLibrary(folder, path.join(native, 'deps'));
  const env = { ...process.env, npm_config_nodedir: await nodeWithHeaders() };
  await run('npm', ['run', 'build-addon-from-source'], { cwd: native, env });
  rmSync(path.join(native, 'build-tmp-napi-v8'), { recursive: true, force: true });
  await run(process.execPath, [probe, native, TENSORFLOW_VERSION]);
}

/** Puts libtensorflow and its headers where the binding's build looks for them. */
async function layLibrary(folder, deps) {
  const requirement = path.join(folder, 'wheel.txt');
  const wheels = path.join(folder, 'wheel');
  const unpacked = path.join(folder, 'unpacked');
  writeFileSync(requirement, `tensorflow-cpu==${TENSORFLOW_VERSION} --hash=${WHEEL_HASH}\n`);
  const target = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  const platform = [
    '--platform',
    'manylinux2014_x86_64',
    '--only-binary=:all:',
    '--no-deps',
    '--no-cache-dir',
  ];
  const download = ['-m', 'pip', 'download', ...target, ...platform, '--require-hashes', '-r', requirement];
  await run('python3', [...download, '-d', wheels]);
  await run('python3', [unpack, path.join(wheels, readdirSync(wheels)[0]), unpacked]);

  const lib = path.join(deps, 'lib');
  mkdirSync(lib, { recursive: true });
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    renameSync(path.join(unpacked, 'tensorflow', name), path.join(lib, name));
  }
  renameSync(path.join(unpacked, 'tensorflow/include'), path.join(deps, 'include'));
  symlinkSync('libtensorflow_cc.so.2', path.join(lib, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', path.join(lib, 'libtensorflow_framework.so'));
  for (const leftOver of [unpacked, wheels, requirement]) rmSync(leftOver, { recursive: true });
}

/** node-gyp would download headers; official builds of Node.js, and the one for VS Code, carry them. */
async function nodeWithHeaders() {
  const own = path.dirname(path.dirname(process.execPath));
  return existsSync(path.join(own, 'include/node/node_api.h')) ? own : setUpNode();
}

if (isMain(import.meta.url)) {
  await runMain(async () => console.log(`The native TensorFlow.js is ready in ${await setUpNative()}`));
}
