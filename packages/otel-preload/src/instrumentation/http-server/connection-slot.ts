import type { Socket } from "node:net";
import { Foreign, type Slot } from "../lib/slot.ts";
import type { Connection } from "./connection.ts";

/**
 * The {@link Connection} of a socket. No slot of `createSlot`: those share what V8 learns of their code, which makes each
 * of them slow, and this one is asked several times for each request.
 */
class ConnectionOfSocket extends Foreign {
  readonly #connection: Connection;

  constructor(socket: Socket, connection: Connection) {
    super(socket);
    this.#connection = connection;
  }

  static get(socket: Socket): Connection | undefined {
    return #connection in socket ? (socket as unknown as ConnectionOfSocket).#connection : undefined;
  }

  /** Once for each socket. */
  static set(socket: Socket, connection: Connection): void {
    Reflect.construct(ConnectionOfSocket, [socket, connection]);
  }
}

export const connections: Slot<Connection> = ConnectionOfSocket;
