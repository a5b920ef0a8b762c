import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/protocol/problems';
import type { Launch, ScriptLaunch } from '../../../src/runner';
import { ChildLog } from '../../../src/runner/log/childLog';
import { logLaunch } from '../../../src/runner/log/launchLog';
import type { Log } from '../../../src/runner/log/log';

function recorded(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  return { log: { debug: write, info: write, warn: write }, lines };
}

const script: ScriptLaunch = {
  script: '/work/train.js',
  args: ['--token', 'hidden-argument'],
  cwd: null,
  env: { API_KEY: 'hidden-variable' },
  runtimePath: null,
  runtimeArgs: ['--title=hidden-option', '--import', 'hidden-module'],
};

const launch: Launch = {
  language: 'javascript',
  script: script.script,
  runtime: { name: 'Node.js', path: '/bin/node', version: '22.1.0' },
  command: [
    '/bin/node',
    ...script.runtimeArgs,
    '--require',
    '/dist/trainer.cjs',
    script.script,
    ...script.args,
  ],
  cwd: '/work',
  env: script.env,
  givesWay: false,
  takesDevice: false,
  alone: false,
  trialEnv: {},
};

describe('the log of a run', () => {
  it('names the runtime, the files and the options of a start, and the value of nothing that the user gave', () => {
    const { log, lines } = recorded();
    logLaunch(log, launch, script);
    expect(lines).toEqual([
      'Node.js 22.1.0 (/bin/node) runs /work/train.js as JavaScript and TypeScript in /work.',
      "Command: /bin/node --title=… --import … --require /dist/trainer.cjs /work/train.js (2 of the script's arguments), with API_KEY set.",
    ]);
  });

  it('says of a child how it ended, but not in the words of the script', () => {
    const { log, lines } = recorded();
    const asked = { experiment: { kind: 'survey' }, seed: 0, engine: 'automatic', threads: 1 } as const;
    const child = new ChildLog(log, 17, { ...asked, allowSave: false, training: null });
    const problem: Problem = { code: 'script-threw', title: 'hidden words', detail: '', actions: [] };
    child.ended(
      { code: 1, signal: null, startError: null, stopped: false },
      { end: null, problem, cancelled: false },
    );
    expect(lines[0]).toBe('Child 17 starts: survey, seed 0, engine automatic, threads 1.');
    expect(lines[1]).toMatch(/^Child 17 ended after \d+\.\d s: no end reported, exit code 1\.$/);
    expect(lines.slice(2)).toEqual(['Child 17: problem script-threw']);
  });
});
