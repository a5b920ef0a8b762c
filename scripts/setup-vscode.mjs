// Sets up a real VS Code without a desktop: the one inside the npm package code-server.
//   node scripts/setup-vscode.mjs [floor|latest]     (both, if none is named)
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, isMain, npmInstall, runMain, SetUpError } from './setup/task.mjs';

/** `floor` is the oldest VS Code that package.json's `engines` allows, `latest` the newest that npm has. */
export const vscodeVersions = {
  floor: { vscode: '1.100.3', codeServer: '4.100.3' },
  latest: { vscode: '1.139.1', codeServer: '4.139.1' },
};

const NODE_VERSION = '22.23.3';
/** The newest argon2 brings its binary along; code-server loads it at start even where no password is asked. */
const ARGON2_VERSION = '0.44.0';
const RIPGREP_VERSION = '1.18.0';
const spdlogStub = fileURLToPath(new URL('./setup/spdlog-stub.cjs', import.meta.url));

const todo =
  'check that the npm registry can be reached and that the disk has 1.5 GB free, then run this again.';

/** The Node.js that runs VS Code, whichever one the user has; it carries its headers too. Returns its folder. */
export async function setUpNode() {
  const name = `node-linux-${process.arch}`;
  const folder = await cached(
    'node',
    { [name]: NODE_VERSION },
    {
      title: `Installing Node.js ${NODE_VERSION} for VS Code`,
      expectation: 'about 10 s, 185 MB',
      todo,
      build: (target) => npmInstall(target, '--prefix', target, `${name}@${NODE_VERSION}`),
    },
  );
  return path.join(folder, 'node_modules', name);
}

/**
 * @param {'floor' | 'latest'} which
 * @returns what starts this VS Code: `node ENTRY …`, and its version.
 */
export async function setUpVSCode(which) {
  const version = vscodeVersions[which];
  if (!version) throw new SetUpError(`There is no VS Code "${which}" here.`, 'name floor or latest.');
  if (process.platform !== 'linux') {
    throw new SetUpError(
      'VS Code for the browser is set up on Linux only.',
      'put the desktop’s `code` on the PATH.',
    );
  }
  const node = path.join(await setUpNode(), 'bin/node');
  const folder = await cached(
    `vscode-${which}`,
    { ...version, argon2: ARGON2_VERSION, stub: 1 },
    {
      title: `Installing VS Code ${version.vscode}`,
      expectation: 'about a minute, up to 620 MB',
      todo,
      build: (target) => installCodeServer(target, version.codeServer),
    },
  );
  return { node, entry: path.join(folder, 'node_modules/code-server'), version: version.vscode };
}

async function installCodeServer(folder, version) {
  const manifest = {
    private: true,
    dependencies: { 'code-server': version },
    overrides: { argon2: ARGON2_VERSION },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await npmInstall(folder);

  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  await npmInstall(vscode, '--omit=dev');
  if (existsSync(path.join(vscode, 'node_modules/@vscode/ripgrep'))) {
    await npmInstall(vscode, '--omit=dev', '--no-save', `@vscode/ripgrep@${RIPGREP_VERSION}`);
  }
  await npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
  cpSync(spdlogStub, path.join(vscode, 'node_modules/@vscode/spdlog/index.js'));
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const named = process.argv.slice(2);
    for (const which of named.length > 0 ? named : Object.keys(vscodeVersions)) {
      const { entry, version } = await setUpVSCode(which);
      console.log(`VS Code ${version} is ready in ${entry}`);
    }
  });
}
