import * as diag from "../../diag.ts";
import { EndpointHealth } from "../../exporter/health.ts";
import type { Answer, Post } from "../message.ts";
import { retryAfterMillis } from "./answer-status.ts";
import { clientFor } from "./client.ts";

const timeoutMillis = 10_000;
const defaultPauseMillis = 60_000;

/** Posts what is made elsewhere, one after the other, once each; whoever asks to wait gets nothing until then. */
export class Poster {
  private readonly answered: (id: number, answer: Answer) => void;
  private readonly hosts = new Map<string, { readonly health: EndpointHealth; pausedUntilMillis: number }>();
  private working: Promise<void> = Promise.resolve();

  constructor(answered: (id: number, answer: Answer) => void) {
    this.answered = answered;
  }

  add(id: number, post: Post): void {
    this.working = this.working.then(async () => this.answered(id, await this.send(post)));
  }

  /** Resolves when nothing waits. */
  settle(): Promise<void> {
    return this.working;
  }

  private async send(post: Post): Promise<Answer> {
    const { origin } = new URL(post.url);
    let host = this.hosts.get(origin);
    if (host === undefined) {
      host = { health: new EndpointHealth(post.what, origin), pausedUntilMillis: 0 };
      this.hosts.set(origin, host);
    }
    if (performance.now() < host.pausedUntilMillis) return { error: `${origin} asked to wait` };
    const answer = await postOnce(post);
    if ("error" in answer) host.health.failed(answer.error, 1, post.remedy);
    else if (answer.status === 429) {
      const after = retryAfterMillis(answer.headers["retry-after"] as string | undefined);
      host.pausedUntilMillis = performance.now() + (after ?? defaultPauseMillis);
    } else if (answer.status >= 400) host.health.failed(`HTTP ${answer.status}`, 1, post.remedy);
    else host.health.delivered();
    return answer;
  }
}

function postOnce({ url, headers, body }: Post): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const options = {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-length": body.byteLength },
  } as const;
  const request = clientFor(url).request(url, options, (response) => {
    response.resume();
    response.on("close", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
  });
  // For the whole exchange: an answer that trickles is no answer.
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMillis} ms`)), timeoutMillis);
  request.on("close", () => clearTimeout(timer));
  request.on("error", (thrown) => resolve({ error: diag.describeError(thrown) }));
  request.end(body);
  return promise;
}
