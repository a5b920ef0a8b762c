import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Signals from '../../../src/terminal/signals';

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('signals of a command', () => {
  let signals: typeof Signals;
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const before = NAMES.map((name) => process.listeners(name));

  beforeEach(async () => {
    vi.resetModules();
    exit.mockClear();
    signals = await import('../../../src/terminal/signals');
    signals.watchSignals();
  });
  afterEach(() => {
    NAMES.forEach((name, i) => {
      for (const one of process.listeners(name)) if (!before[i]?.includes(one)) process.off(name, one);
    });
  });

  it('end it before it has begun', () => {
    process.emit('SIGTERM');
    expect(exit).toHaveBeenCalledExactlyOnceWith(143);
  });

  it('cancel the work that goes on', async () => {
    let cancelledBy: (signal: string) => void = () => {};
    const cancelled = new Promise<string>((resolve) => {
      cancelledBy = resolve;
    });
    const work = signals.cancelledBySignals(cancelledBy, () => cancelled);
    process.emit('SIGINT');
    expect(await work).toBe('SIGINT');
    expect(exit).not.toHaveBeenCalled();
  });

  it('cut no answer off between two works, and cancel the next one', async () => {
    const cancel = vi.fn();
    await signals.cancelledBySignals(cancel, () => Promise.resolve());
    process.emit('SIGHUP');
    expect([exit.mock.calls, cancel.mock.calls]).toEqual([[], []]);
    await signals.cancelledBySignals(cancel, () => Promise.resolve());
    expect(cancel.mock.calls).toEqual([['SIGHUP']]);
    expect(signals.endCancelled()).toBe(129);
  });

  it('end it when they come again', async () => {
    await signals.cancelledBySignals(
      () => {},
      () => Promise.resolve(),
    );
    process.emit('SIGHUP');
    process.emit('SIGHUP');
    expect(exit).toHaveBeenCalledExactlyOnceWith(129);
  });
});
