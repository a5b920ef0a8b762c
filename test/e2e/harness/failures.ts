// What a person would have seen where a test failed.
import { afterEach } from 'vitest';
import { Workbench } from './workbench';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const workbench of Workbench.opened) {
    await workbench.screenshot(`failed ${task.name}`.replaceAll(/\W+/g, '-'));
    console.error(`"${task.name}" failed. The window's pages:\n${await workbench.describePages()}`);
  }
});
