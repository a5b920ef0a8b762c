/** `--verbose`: the log on standard error, a line each, with the time as VS Code's own logs have it. */
import { clearLine, cursorTo } from 'node:readline';
import { version } from '../../package.json';
import { plainText } from '../protocol/plainText';
import type { Log } from '../runner';

export function verboseLog(stream: NodeJS.WriteStream): Log {
  const write = (level: keyof Log) => (text: string) => {
    if (stream.isTTY) {
      // The line that counts iterations is drawn anew by the next one.
      cursorTo(stream, 0);
      clearLine(stream, 0);
    }
    stream.write(`${new Date().toISOString()} [${level}] ${plainText(text)}\n`);
  };
  const log = { debug: write('debug'), info: write('info'), warn: write('warn') };
  log.info(`lr-tuner ${version} on Node.js ${process.versions.node}, ${process.platform} ${process.arch}.`);
  return log;
}
