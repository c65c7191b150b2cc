import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** One message as it arrived. */
export interface Received<Body> {
  readonly atMillis: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Body;
}

/** What one service takes and answers. */
export interface RecorderOptions<Body> {
  /** The service's own format: what does not match is refused, as the service would, and listed in `refused`. */
  readonly schema: AnySchema;
  readonly accepted: (body: Body) => Answer;
  readonly refused: (problems: readonly string[]) => Answer;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly content: string;
}

/** A recording receiver of a service that exists only as a service. */
export interface Recorder<Body> {
  readonly url: string;
  readonly received: readonly Received<Body>[];
  /** Why messages were refused. */
  readonly refused: readonly string[];
  stop(): Promise<void>;
}

/** Starts a receiver of JSON on a free port of the loopback address. */
export async function startRecorder<Body>(options: RecorderOptions<Body>): Promise<Recorder<Body>> {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(options.schema);
  const received: Received<Body>[] = [];
  const refused: string[] = [];
  const take = async (request: IncomingMessage): Promise<Answer> => {
    const body = await readJson(request);
    if (validate(body)) {
      received.push({ atMillis: Date.now(), headers: request.headers, body: body as Body });
      return options.accepted(body as Body);
    }
    const problems = (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
    refused.push(`${problems.join("; ")} in ${JSON.stringify(body)?.slice(0, 2000)}`);
    return options.refused(problems);
  };
  const server = createServer((request, response) => {
    take(request).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, contentType: "text/plain", content: String(error) }),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    refused,
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const content = await text(request);
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { content, contentType, status }: Answer): void {
  response.writeHead(status, { "content-type": contentType }).end(content);
}
