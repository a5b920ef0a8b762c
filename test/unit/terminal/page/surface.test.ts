import { describe, expect, it } from 'vitest';
import { surfaceOf } from '../../../../src/terminal/page/surface';

const terminal = { isTTY: true, columns: 120 };

describe('what is written on', () => {
  it.each([
    [terminal, 120],
    [{ isTTY: true, columns: 20 }, 40],
    [{ isTTY: true, columns: 300 }, 160],
    [{ isTTY: true, columns: 0 }, 80],
    [{}, 80],
  ])('%j has %i columns', (stream, columns) => {
    expect(surfaceOf(stream, {}, 'linux').columns).toBe(columns);
  });

  it('has lines no longer than the terminal, however narrow that is', () => {
    expect(surfaceOf({ isTTY: true, columns: 20 }, {}, 'linux')).toMatchObject({ line: 20, prose: 20 });
    expect(surfaceOf({ isTTY: true, columns: 300 }, {}, 'linux')).toMatchObject({ line: 300, prose: 100 });
    expect(surfaceOf({}, {}, 'linux')).toMatchObject({ line: 80, prose: Infinity });
  });

  it.each([
    [terminal, {}, true],
    [{}, {}, false],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { NO_COLOR: '' }, true],
    [terminal, { TERM: 'dumb' }, false],
    [{}, { FORCE_COLOR: '1' }, true],
    [terminal, { FORCE_COLOR: '0' }, false],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('%j with %j has colours: %s', (stream, env, colour) => {
    expect(surfaceOf(stream, env, 'linux').colour).toBe(colour);
  });

  it.each([
    [{ LANG: 'de_DE.UTF-8' }, 'linux', true],
    [{ LANG: 'C.utf8' }, 'linux', true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 'linux', false],
    [{ LANG: 'de_DE.UTF-8', TERM: 'linux' }, 'linux', false],
    [{}, 'linux', false],
    [{}, 'darwin', true],
    [{}, 'win32', false],
    [{ WT_SESSION: 'x' }, 'win32', true],
  ] as const)('%j on %s takes more than ASCII: %s', (env, platform, unicode) => {
    expect(surfaceOf(terminal, env, platform).unicode).toBe(unicode);
  });
});
