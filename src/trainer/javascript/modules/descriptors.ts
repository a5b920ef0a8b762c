/**
 * Whether the process may open as many files as the trainer needs. Where one is missing as Node starts the thread of
 * its module hooks, Node waits for that thread for ever, so it has to be known before.
 */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** Two threads of five each (an event loop's), and a file that is being read while they start; seen on Node 20. */
const NEEDED = 12;

/** @throws Error with the system's code, such as EMFILE, where fewer are left */
export function checkDescriptors(): void {
  // Windows has no such limit.
  if (process.platform === 'win32') return;
  const opened: number[] = [];
  try {
    while (opened.length < NEEDED) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
