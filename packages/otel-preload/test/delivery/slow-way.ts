import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Way {
  readonly latencyMillis: number;
  /** Of all connections together, in each direction. */
  readonly bytesPerSecond: number;
  /** Share of the pieces of 1,400 bytes that come late by `lateMillis`: a lost packet, as TCP lets a program see it. */
  readonly lostShare?: number;
  readonly lateMillis?: number;
}

const pieceBytes = 1400;

/** A bad network in front of a server: latency, little bandwidth, packets lost and sent again. */
export class SlowWay {
  private readonly way: Way;
  private readonly port: number;
  private readonly server: Server;
  private readonly sockets: Set<Socket> = new Set();
  /** When what is under way, in each direction, has gone. */
  private readonly freeAt = { there: 0, back: 0 };

  constructor(url: string, way: Way) {
    this.way = way;
    this.port = Number(new URL(url).port);
    this.server = createServer({ highWaterMark: pieceBytes }, (near) => {
      const far = connect({ port: this.port, host: "127.0.0.1", highWaterMark: pieceBytes } as never);
      for (const socket of [near, far]) {
        this.sockets.add(socket.on("error", () => {}));
        socket.on("close", () => {
          near.destroy();
          far.destroy();
        });
      }
      void this.carry(near, far, "there");
      void this.carry(far, near, "back");
    });
  }

  async open(): Promise<{ url: string }> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async carry(from: Socket, to: Socket, direction: "there" | "back"): Promise<void> {
    const { latencyMillis, bytesPerSecond, lostShare = 0, lateMillis = 0 } = this.way;
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const now = performance.now();
        const late = Math.random() < lostShare ? lateMillis : 0;
        this.freeAt[direction] = Math.max(this.freeAt[direction], now) + (chunk.length / bytesPerSecond) * 1000 + late;
        await sleep(this.freeAt[direction] - now);
        setTimeout(() => to.writable && to.write(chunk), latencyMillis);
      }
      setTimeout(() => to.end(), latencyMillis);
    } catch {
      to.destroy();
    }
  }
}
