import { defineConfig } from 'vitest/config';

/** `unit` is pure and quick; `processes` starts real child processes, so it gets time and few workers; `faults` breaks
 * whole runs, messages and files on purpose; `engine` tests the
 * kernels, and `plain-simd` repeats its tests on the kernels without fused multiply-add, as on Node.js 18; `webview` opens
 * the pages in Chromium; `e2e` drives the built VSIX in a real VS Code, one after the other. */
export default defineConfig({
  test: {
    projects: [
      // Property tests take seconds, and more on a busy machine.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What ends with a process is waited for, not timed.
          expect: { poll: { timeout: 60_000 } },
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'plain-simd',
          include: [
            'test/engine/{kernels,gradients,values,fused,coreOperations}.test.ts',
            'test/engine/layers/*.test.ts',
          ],
          env: { LR_TUNER_TEST_SIMD: 'simd' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/harness/setup.mjs'],
          setupFiles: ['test/e2e/harness/failures.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 60_000 } },
          maxWorkers: 1,
        },
      },
    ],
  },
});
