// npm run soak: the faults of test/faults at length, then a VS Code that is killed and reloaded at random moments.
//   node scripts/soak.mjs [ROUNDS] [SEED]     20 rounds, two or three hours on two cores
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setUpPython } from './setup-python.mjs';
import { setUpNode } from './setup-vscode.mjs';
import { buildProject, installPackages } from './setup/project.mjs';
import { projectFolder, run, runMain } from './setup/task.mjs';

const [rounds = '20', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);

await runMain(async () => {
  await installPackages();
  await setUpNode();
  await buildProject();
  console.log(`${rounds} rounds. The same again: node scripts/soak.mjs ${rounds} ${seed}`);
  const env = {
    ...process.env,
    LR_TUNER_SOAK_ROUNDS: rounds,
    LR_TUNER_SOAK_SEED: seed,
    LR_TUNER_TEST_PYTHON: await setUpPython(),
  };
  await vitest(['--project', 'faults', '--testTimeout', '1200000'], env);
  for (let round = 0; round < Number(rounds); round += 1) {
    console.log(`VS Code, round ${round + 1} of ${rounds}`);
    const own = { ...env, LR_TUNER_SOAK_SEED: String(Number(seed) + round) };
    await vitest(['--project', 'e2e', 'test/e2e/processes.test.ts'], own);
  }
});

async function vitest(args, env) {
  await run(path.join(projectFolder, 'node_modules/.bin/vitest'), ['run', ...args], { env, show: true });
}
