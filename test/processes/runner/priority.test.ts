// Nothing is trained: the script says how the system ranks it and a process that it starts.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LOWERED_PRIORITY } from '../../../src/runner/child/priority';
import { makeProject, run } from '../harness';

const SAY_PRIORITIES = `
const os = require('node:os');
const { execFileSync } = require('node:child_process');
const child = execFileSync(process.execPath, ['-p', 'os.getPriority()'], { encoding: 'utf8' });
console.log('priorities', os.getPriority(), child.trim());
`;

/** The change comes a moment after the start, so the script looks until it is there. */
const SAY_SESSION = `
const { readFileSync } = require('node:fs');
while (!/nice ${LOWERED_PRIORITY}$/.test(readFileSync('/proc/self/autogroup', 'utf8').trim()));
console.log('the session is below');
`;

async function printed(code: string, givesWay: boolean): Promise<string> {
  const folder = await makeProject({ 'train.js': code });
  return (await run(path.join(folder, 'train.js'), { launch: { givesWay } })).output;
}

it('a script that gives way has a lower priority, and what it starts has, too', async () => {
  expect(await printed(SAY_PRIORITIES, true)).toContain(`priorities ${LOWERED_PRIORITY} ${LOWERED_PRIORITY}`);
});

it('one that does not, as in a terminal, keeps the priority it was started at', async () => {
  const own = os.getPriority();
  expect(await printed(SAY_PRIORITIES, false)).toContain(`priorities ${own} ${own}`);
});

it.skipIf(!existsSync('/proc/self/autogroup'))('its session gives way as a whole', async () => {
  expect(await printed(SAY_SESSION, true)).toContain('the session is below');
});
