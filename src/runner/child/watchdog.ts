/**
 * Ends the groups of this host's children where the host itself is killed. The trainers see that by themselves, but not
 * in a process that is stopped (SIGSTOP, Ctrl+Z, a debugger): that one would stay for ever, with its memory and its GPU.
 * One shell a host: the system closes its input with the host, whatever ended it.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Lines `+ 7:lr-tuner-a` and `- 7:lr-tuner-a` take the group of process 7 in and out; those still in at the end are
 * killed, and on Linux what left them, by its environment.
 */
const WATCH = `
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group" ;;
    -) left=; for one in $groups; do [ "$one" = "$group" ] || left="$left $one"; done; groups=$left ;;
  esac
done
for one in $groups; do kill -KILL "-\${one%%:*}"; done
for one in $groups; do
  grep -lsF -e "\${one#*:}" /proc/[0-9]*/environ | while IFS=/ read -r root proc pid name; do kill -KILL "$pid"; done
done
`;

let shell: ChildProcess | null = null;

/**
 * Best effort: without the shell, the trainers' own watch is left.
 * @param mark what the environment of its processes holds, in one word
 * @returns what to call once the group is gone, before its number can be another's
 */
export function endGroupWithHost(leader: number, mark: string): () => void {
  // Windows has no such groups, and its trainers wait on the host's handle.
  if (process.platform === 'win32' || leader <= 1) return () => undefined;
  const watching = shell ?? start();
  watching?.stdin?.write(`+ ${leader}:${mark}\n`);
  return () => watching?.stdin?.write(`- ${leader}:${mark}\n`);
}

function start(): ChildProcess | null {
  try {
    // In a session of its own, so that what is sent to the host's group does not reach it.
    const started = spawn('/bin/sh', ['-c', WATCH], {
      detached: true,
      env: {},
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const gone = (): void => {
      if (shell === started) shell = null;
    };
    started.once('exit', gone).on('error', gone);
    started.stdin.on('error', gone);
    started.unref();
    // A pipe, whatever its type says; it must not keep the host alive.
    if ('unref' in started.stdin && typeof started.stdin.unref === 'function') started.stdin.unref();
    shell = started;
  } catch {
    shell = null;
  }
  return shell;
}
