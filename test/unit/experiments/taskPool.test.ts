import { describe, expect, it } from 'vitest';
import { runPool } from '../../../src/experiments/taskPool';

/** Tasks that end when told, and how many are under way. */
function tasks(count: number): { run: (() => Promise<void>)[]; most: () => number; ended: number[] } {
  let going = 0;
  let most = 0;
  const ended: number[] = [];
  const run = Array.from({ length: count }, (_, i) => async () => {
    most = Math.max(most, ++going);
    await new Promise((resolve) => setImmediate(resolve));
    going--;
    ended.push(i);
  });
  return { run, most: () => most, ended };
}

describe('the pool', () => {
  it('runs every task, never more at once than asked', async () => {
    const { run, most, ended } = tasks(7);
    await runPool(run, () => 3);
    expect(ended).toHaveLength(7);
    expect(most()).toBe(3);
  });

  it('takes no new task after one has failed, waits for those under way, and throws the first error', async () => {
    const { run, ended } = tasks(5);
    const fail = async (): Promise<void> => Promise.reject(new Error('first'));
    await expect(runPool([fail, ...run], () => 2)).rejects.toThrow('first');
    expect(ended.length).toBeLessThan(5);
  });

  it('stays narrow until it is told, then takes its whole width', async () => {
    const { run, most, ended } = tasks(7);
    let width = 1;
    let tell = (): void => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const alone: number[] = [];
    const second = run[1] ?? (() => Promise.resolve());
    run[1] = async () => {
      alone.push(most());
      width = 3;
      tell();
      await second();
    };
    await runPool(run, () => width, [told]);
    expect(alone).toEqual([1]);
    expect(ended).toHaveLength(7);
    expect(most()).toBe(3);
  });

  it('does all of it narrow where it is never told', async () => {
    const { run, most, ended } = tasks(7);
    await runPool(run, () => 1, [new Promise(() => undefined)]);
    expect(ended).toHaveLength(7);
    expect(most()).toBe(1);
  });

  it('takes one at a time at the least', async () => {
    const { run, most, ended } = tasks(7);
    await runPool(run, () => 0);
    expect(most()).toBe(1);
    expect(ended).toHaveLength(7);
  });

  it('is done at once where there is nothing to do', async () => {
    await runPool([], () => 3);
  });
});
