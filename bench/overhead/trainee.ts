/** One side of the comparison: a script that trains block by block, so that two of them can take turns. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';

export class Trainee {
  private constructor(
    private readonly socket: Socket,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @param start runs the script, which connects to the port when it is ready */
  static async start(start: (port: number) => void): Promise<Trainee> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    start((server.address() as AddressInfo).port);
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    const trainee = new Trainee(socket, createInterface({ input: socket })[Symbol.asyncIterator]());
    await trainee.lines.next();
    return trainee;
  }

  /** Trains a block. @returns its processor time, in milliseconds */
  async train(): Promise<number> {
    this.socket.write('go\n');
    const { value, done } = await this.lines.next();
    if (done) throw new Error('The script ended.');
    return Number(value);
  }

  /** The script ends with its connection. */
  end(): void {
    this.socket.end();
  }
}
