/** Whether the script waits for standard input, which is empty: a question there is never answered. */

/** Called before the script, since its first look at `process.stdin` opens it. @returns asked at the end of the process */
export function watchInput(): () => boolean {
  const own = Object.getOwnPropertyDescriptor(process, 'stdin');
  const open = own?.get;
  if (own === undefined || open === undefined) return () => false;
  let opened: NodeJS.ReadStream | null = null;
  Object.defineProperty(process, 'stdin', {
    ...own,
    get(): NodeJS.ReadStream {
      opened ??= open.call(process) as NodeJS.ReadStream;
      return opened;
    },
  });
  return () => opened !== null && wasRead(opened);
}

/** Many a library only looks whether it is a terminal. */
function wasRead(stream: NodeJS.ReadStream): boolean {
  return stream.readableFlowing !== null || stream.readableEnded || stream.listenerCount('readable') > 0;
}
