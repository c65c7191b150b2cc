import { gunzipSync } from "node:zlib";
import { countSpans } from "./msgpack.ts";
import { countItems } from "./protobuf.ts";

export interface Counts {
  readonly requests: number;
  readonly bytes: number;
  readonly spans: number;
  readonly records: number;
  readonly metrics: number;
}

interface Post {
  readonly path: string;
  readonly gzip: boolean;
  readonly body: Buffer;
}

/** Keeps what came and counts when asked: counting must not take cpu from the load while it runs. */
export class Counter {
  private posts: Post[] = [];
  private counted: Counts = { requests: 0, bytes: 0, spans: 0, records: 0, metrics: 0 };

  add(post: Post): void {
    this.posts.push(post);
  }

  reset(): void {
    this.posts = [];
    this.counted = { requests: 0, bytes: 0, spans: 0, records: 0, metrics: 0 };
  }

  count(): Counts {
    for (const post of this.posts) this.counted = plus(this.counted, countsOf(post));
    this.posts = [];
    return this.counted;
  }
}

function plus(a: Counts, b: Counts): Counts {
  return {
    requests: a.requests + b.requests,
    bytes: a.bytes + b.bytes,
    spans: a.spans + b.spans,
    records: a.records + b.records,
    metrics: a.metrics + b.metrics,
  };
}

function countsOf({ path, gzip, body }: Post): Counts {
  const bytes = gzip ? gunzipSync(body) : body;
  return {
    requests: 1,
    bytes: body.length,
    spans: path === "/v1/traces" ? countItems(bytes) : path === "/v0.4/traces" ? countSpans(bytes) : 0,
    records: path === "/v1/logs" ? countItems(bytes) : 0,
    metrics: path === "/v1/metrics" ? countItems(bytes) : 0,
  };
}
