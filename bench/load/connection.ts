import { connect, type Socket } from "node:net";

/** What is asked for, again and again. */
export interface Target {
  readonly port: number;
  readonly path: string;
}

const requestBytes = ({ port, path }: Target): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: bench\r\naccept: */*\r\n\r\n`);

const endOfHead = Buffer.from("\r\n\r\n");
const successPrefix = Buffer.from("HTTP/1.1 200");

/**
 * One kept-alive connection with at most one request on its way. It knows only as much of HTTP as a server of ours
 * answers, so that the cpu of the load is not what limits the server.
 */
export class Connection {
  /** Called at the end of each answer. */
  onAnswer: (ok: boolean) => void = () => {};
  private readonly socket: Socket;
  private readonly request: Buffer;
  private pending: Buffer | undefined;

  private constructor(socket: Socket, request: Buffer) {
    this.socket = socket;
    this.request = request;
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
  }

  /** `failed` hears of a connection that the server ended. */
  static async open(target: Target, failed: (error: Error) => void): Promise<Connection> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(target.port, "127.0.0.1", resolve);
    socket.setNoDelay(true);
    socket.on("error", reject);
    await promise;
    socket.off("error", reject);
    const connection = new Connection(socket, requestBytes(target));
    socket.on("error", failed);
    socket.on("close", () => failed(new Error(`port ${target.port} closed a connection under load`)));
    return connection;
  }

  send(): void {
    this.socket.write(this.request);
  }

  close(): void {
    this.socket.removeAllListeners("error").removeAllListeners("close");
    this.socket.on("error", () => {});
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const bytes = this.pending === undefined ? chunk : Buffer.concat([this.pending, chunk]);
    const length = answerLength(bytes);
    if (length === undefined || bytes.length < length) {
      this.pending = bytes;
      return;
    }
    this.pending = undefined;
    this.onAnswer(bytes.compare(successPrefix, 0, successPrefix.length, 0, successPrefix.length) === 0);
  }
}

/** Head and body of the answer that starts here; undefined while its head is not complete. */
export function answerLength(bytes: Buffer): number | undefined {
  const head = bytes.indexOf(endOfHead);
  if (head < 0) return undefined;
  const match = /\ncontent-length: *(\d+)/i.exec(bytes.toString("latin1", 0, head));
  if (match === null) throw new Error("the server answered without a content-length");
  return head + endOfHead.length + Number(match[1]);
}
