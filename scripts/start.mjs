// npm start: sets everything up and opens VS Code, with the extension in it, on examples/.
// PORT chooses the port. LR_TUNER_EDITOR=browser takes the VS Code for the browser even where the desktop's is there.
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { linkCheckout, startEditor } from './editor.mjs';
import { buildProject } from './setup/project.mjs';
import { onPath, projectFolder, run, runMain, SetUpError } from './setup/task.mjs';

const DEFAULT_PORT = 8642;
const examples = path.join(projectFolder, 'examples');

const whatToTry = `
  Try this:
    1. Open mnist-mlp/train.js in the explorer.
    2. Click "Find LR Bounds" above the line that trains (or press F1 and type "Find LR Bounds").
    3. Watch the curve grow, move the two bounds by click or drag, then press Insert.
  Where Python has PyTorch or Keras, mnist-pytorch/train.py or mnist-keras/train.py works the same way.`;

await runMain(async () => {
  await buildProject();
  const desktop = process.env.LR_TUNER_EDITOR === 'browser' ? undefined : onPath('code');
  if (desktop) await openDesktop(desktop);
  else await openInBrowser();
});

async function openDesktop(code) {
  await run(code, ['--new-window', `--extensionDevelopmentPath=${projectFolder}`, examples]);
  console.log(`\nVS Code opens on ${examples}, with the extension from this checkout.${whatToTry}`);
}

async function openInBrowser() {
  const port = await choosePort();
  const home = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-editor-'));
  const removeHome = () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  let editor;
  try {
    linkCheckout(home);
    editor = await startEditor({ which: 'latest', home, port });
    const interrupted = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
    });
    console.log(`
VS Code ${editor.version} is ready. Open this in your browser:

  ${editor.url}/?folder=${encodeURI(examples)}
${whatToTry}

  After a change:  npm run build, then F1 "Developer: Reload Window"
  Logs:            ${home}/data/logs
  Stop:            Ctrl+C`);
    await Promise.race([interrupted, editor.exited]);
  } finally {
    await editor?.stop();
    removeHome();
  }
  console.log('\nVS Code has stopped.');
}

/** The same port each time, so that an open page finds it again; another one only if the user did not ask for it. */
async function choosePort() {
  const asked = process.env.PORT;
  const port = Number(asked ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new SetUpError(`PORT=${asked} is not a port.`, 'choose a whole number from 1 to 65535.');
  }
  if (await isFree(port)) return port;
  if (asked === undefined) return 0;
  throw new SetUpError(`Port ${port} is in use.`, 'choose another one with PORT=…, or leave PORT out.');
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
