import { type ClientHttp2Session, connect } from "node:http2";
import type { OtlpConfig } from "../../../config.ts";
import { lookup } from "../lookup.ts";
import { tlsOptions } from "../tls-files.ts";

/** Three requests of 4 MiB at once are well within it; Node's 10 are not enough for them. */
const maxSessionMegabytes = 64;

/** One HTTP/2 connection. */
export class Connection {
  readonly session: ClientHttp2Session;
  /** Whether something came back on it: then a call that fails without an answer may have met its end. */
  hasAnswered = false;
  private calls = 0;
  private isRetired = false;

  constructor(origin: string, config: OtlpConfig) {
    this.session = connect(origin, {
      ...tlsOptions(config),
      lookup,
      settings: { enablePush: false },
      maxSessionMemory: maxSessionMegabytes,
    });
    // Its calls say what was wrong.
    this.session.on("error", () => {});
  }

  /** False once the collector has said that it ends (GOAWAY), or it has ended. */
  get isOpen(): boolean {
    return !this.isRetired && !this.session.closed && !this.session.destroyed;
  }

  begin(): void {
    this.calls++;
  }

  end(): void {
    this.calls--;
    if (this.isRetired && this.calls === 0) this.session.destroy();
  }

  /** For one on which nothing came back in time: no new calls, and those that are on it have their own time. */
  retire(): void {
    this.isRetired = true;
  }
}

const connections = new Map<string, Connection>();

/** The connection to an address, made anew when it is closed; all signals that go there in the same way share it. */
export function connectionFor(config: OtlpConfig): Connection {
  const { origin } = new URL(config.url);
  const key = [origin, config.certificateFile, config.clientKeyFile, config.clientCertificateFile].join("\n");
  const open = connections.get(key);
  if (open?.isOpen === true) return open;
  const fresh = new Connection(origin, config);
  connections.set(key, fresh);
  return fresh;
}
