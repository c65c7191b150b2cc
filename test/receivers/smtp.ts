import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** One e-mail as it arrived. */
export interface ReceivedEmail {
  readonly atMillis: number;
  /** The envelope: whom the sender told the server to deliver to. */
  readonly to: readonly string[];
  /** The name of who logged in. */
  readonly user: string | undefined;
  readonly email: Email;
}

/** A real SMTP server. */
export interface SmtpReceiver {
  readonly port: number;
  readonly received: readonly ReceivedEmail[];
  stop(): Promise<void>;
}

/** Starts an SMTP server on a free port of the loopback address; with a login it demands it. */
export async function startSmtp(login?: { readonly user: string; readonly password: string }): Promise<SmtpReceiver> {
  const received: ReceivedEmail[] = [];
  const server = new SMTPServer({
    authOptional: login === undefined,
    // On the loopback address, without a certificate that anybody would trust.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ password, username }, _session, done) => {
      const isRight = username === login?.user && password === login?.password;
      done(isRight ? null : new Error("535 wrong user name or password"), isRight ? { user: username } : undefined);
    },
    onData: (stream, { envelope, user }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((content) => PostalMime.parse(content))
        .then((email) => received.push({ atMillis: Date.now(), to, user, email }))
        .then(
          () => done(),
          (error: unknown) => done(error as Error),
        );
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return { port, received, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
