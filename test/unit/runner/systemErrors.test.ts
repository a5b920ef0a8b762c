import { describe, expect, it } from 'vitest';
import { shortageIn, shortageOfScript } from '../../../src/runner/systemErrors';

describe('what a script says of a shortage', () => {
  it.each([
    ["Error: EMFILE: too many open files, open 'data.csv'", /open no more files.*ulimit -n/],
    ["OSError: [Errno 24] Too many open files: 'data.csv'", /open no more files.*ulimit -n/],
    ['Error: Worker initialization failure: EMFILE', /open no more files.*ulimit -n/],
    ["OSError: [Errno 23] Too many open files in system: 'data.csv'", /Close other programs/],
    ['BlockingIOError: [Errno 11] Resource temporarily unavailable', /starts no more processes.*ulimit -u/],
    ["RuntimeError: can't start new thread", /starts no more processes.*ulimit -u/],
    ['OSError: [Errno 12] Cannot allocate memory', /memory is used up/],
    ['OSError: [Errno 28] No space left on device', /disk is full/i],
    ['OSError: [Errno 122] Disk quota exceeded', /disk is full/i],
  ])('%s', (message, words) => {
    expect(shortageIn(message)).toMatch(words);
    expect(shortageOfScript(message)?.detail).toMatch(/, then run it again\.$/);
  });

  it('is nothing where it failed for another reason', () => {
    expect(shortageIn("ENOENT: no such file or directory, open 'data.csv'")).toBeNull();
    expect(shortageOfScript('ValueError: too many files to open')).toBeNull();
  });
});
