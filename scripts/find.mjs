// npm run find [-- SCRIPT …]: sets everything up and runs the range test in the terminal.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildProject } from './setup/project.mjs';
import { projectFolder, runMain } from './setup/task.mjs';

const EXAMPLE = path.join(projectFolder, 'examples/mnist-mlp/train.js');

await runMain(async () => {
  // What the tool prints on stdout may be read by a program (--json), so the set-up talks on stderr.
  console.log = console.error;
  await buildProject();
  const asked = process.argv.slice(2);
  const args = asked.length > 0 ? asked : [EXAMPLE];
  const cli = path.join(projectFolder, 'dist/cli.js');
  // npm runs this in the project's folder; the user's paths are meant from where they stand.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { status, error } = spawnSync(process.execPath, [cli, 'find', ...args], { stdio: 'inherit', cwd });
  if (error) throw error;
  process.exitCode = status ?? 1;
});
