// Starts a real VS Code on 127.0.0.1 in folders of its own; `npm start` and the tests share it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setUpVSCode } from './setup-vscode.mjs';
import { projectFolder, run, SetUpError } from './setup/task.mjs';

/** Nothing pops up, nothing phones out, and files are saved when the user says so, as on the desktop. */
const quietSettings = {
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
};

const START_LIMIT = 60_000;
const STOP_LIMIT = 8_000;

function foldersIn(home) {
  return {
    '--user-data-dir': path.join(home, 'data'),
    '--extensions-dir': path.join(home, 'extensions'),
    '--config': path.join(home, 'config.yaml'),
  };
}

/** npm's own variables must not reach the scripts that users run inside the editor. */
function cleanEnvironment(extra) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  delete env.VSCODE_IPC_HOOK_CLI;
  return { ...env, ...extra };
}

/** Puts a VSIX into the editor that keeps its folders in `home`. */
export async function installVsix(which, home, vsix) {
  const { node, entry } = await setUpVSCode(which);
  const folders = Object.entries(foldersIn(home)).flat();
  await run(node, [entry, ...folders, '--install-extension', vsix], { env: cleanEnvironment() });
}

/** Makes the checkout itself an installed extension; call it before the first start. */
export function linkCheckout(home) {
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(projectFolder, 'package.json'), 'utf8'),
  );
  const extensions = foldersIn(home)['--extensions-dir'];
  mkdirSync(extensions, { recursive: true });
  symlinkSync(projectFolder, path.join(extensions, `${publisher}.${name}-${version}`));
}

/**
 * Starts the editor and waits until it listens.
 * `home` keeps its settings, extensions and logs; `port` 0 takes any free one; with `trust` every folder is
 * trusted, as in a workspace that the user vouched for.
 * @returns {Promise<{ url: string, version: string, pid: number, exited: Promise<void>, stop: () => Promise<void> }>}
 */
export async function startEditor({ which, home, port = 0, trust = true, settings = {}, env = {} }) {
  const { node, entry, version } = await setUpVSCode(which);
  const folders = foldersIn(home);
  const user = path.join(folders['--user-data-dir'], 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));

  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...Object.entries(folders).flat()];
  flags.push('--disable-telemetry', '--disable-update-check', '--disable-getting-started-override');
  flags.push('--ignore-last-opened', ...(trust ? ['--disable-workspace-trust'] : []));
  // A process group of its own, so that stopping it takes the extension host along.
  const server = spawn(node, [entry, ...flags], {
    cwd: home,
    env: cleanEnvironment(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killGroup = () => signalGroup(server.pid, 'SIGKILL');
  // However the one who started it ends, the editor ends too.
  process.once('exit', killGroup);
  const exited = new Promise((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    await stopGroup(server.pid, exited);
    process.off('exit', killGroup);
  };
  try {
    return { url: await listening(server), version, pid: server.pid, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what) =>
      reject(
        new SetUpError(`VS Code ${what}\n${output.trimEnd()}`, 'free the port, or look at the lines above.'),
      );
    const limit = setTimeout(() => fail(`was not listening after ${START_LIMIT / 1000} s`), START_LIMIT);
    const read = (chunk) => {
      output += chunk;
      const url = /HTTP server listening on (http:\S+)/.exec(output)?.[1];
      if (!url) return;
      clearTimeout(limit);
      resolve(url.replace(/\/$/, ''));
    };
    // The pipes are read on, or the server would block once they are full.
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => fail(`ended with ${code} before it was listening`));
  });
}

/** Ends the server's whole process group: first politely, then what is left of it for good. */
async function stopGroup(pid, exited) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!signalGroup(pid, signal)) return;
    let limit;
    await Promise.race([exited, new Promise((resolve) => (limit = setTimeout(resolve, STOP_LIMIT)))]);
    clearTimeout(limit);
  }
}

/** Returns false where nothing of the group is left. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
