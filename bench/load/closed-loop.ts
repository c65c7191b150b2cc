import { Connection, type Target } from "./connection.ts";

/** A load as heavy as the server bears: every connection asks again as soon as it has its answer. */
export class ClosedLoop {
  done = 0;
  failed = 0;
  private readonly connections: Connection[] = [];
  private broken: Error | undefined;

  static async start(target: Target, connections: number): Promise<ClosedLoop> {
    const loop = new ClosedLoop();
    for (let i = 0; i < connections; i++) {
      const connection = await Connection.open(target, (error) => (loop.broken ??= error));
      loop.connections.push(connection);
      connection.onAnswer = (ok) => {
        if (ok) loop.done++;
        else loop.failed++;
        connection.send();
      };
    }
    for (const connection of loop.connections) connection.send();
    return loop;
  }

  /** Throws when a connection broke or a request failed: such a round measures something else. */
  stop(): void {
    for (const connection of this.connections) connection.close();
    if (this.broken !== undefined) throw this.broken;
    if (this.failed > 0)
      throw new Error(`${this.failed} of ${this.done + this.failed} requests were not answered with 200`);
  }
}
