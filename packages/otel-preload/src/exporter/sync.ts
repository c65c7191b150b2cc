import { Worker } from "node:worker_threads";

export interface SyncPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Posts while the event loop no longer turns (`exit` event, uncaught error): a worker thread sends, this thread waits
 * for it at most `timeoutMillis`. Returns how many were answered with 2xx.
 */
export function postSync(posts: readonly SyncPost[], timeoutMillis: number): number {
  if (posts.length === 0) return 0;
  const shared = new Int32Array(new SharedArrayBuffer(8));
  try {
    // Neither flags nor environment: the worker must not run the preload again.
    const worker = new Worker(workerSource, {
      eval: true,
      execArgv: [],
      env: {},
      workerData: { posts, shared, timeoutMillis, otelPreloadHelper: true },
      stdout: true,
      stderr: true,
    });
    worker.unref();
    Atomics.wait(shared, 0, 0, timeoutMillis);
    void worker.terminate();
  } catch {
    return 0;
  }
  return Atomics.load(shared, 1);
}

const workerSource = `
const { workerData: { posts, shared, timeoutMillis } } = require("node:worker_threads");
const clients = { "http:": require("node:http"), "https:": require("node:https") };
let left = posts.length;
function done(ok) {
  if (ok) Atomics.add(shared, 1, 1);
  if (--left === 0) { Atomics.store(shared, 0, 1); Atomics.notify(shared, 0); }
}
for (const { url, headers, body } of posts) {
  const client = clients[new URL(url).protocol];
  const request = client.request(url, { method: "POST", headers: { ...headers, "content-length": body.byteLength }, timeout: timeoutMillis }, (response) => {
    response.resume();
    response.on("end", () => done(response.statusCode >= 200 && response.statusCode < 300));
    response.on("error", () => done(false));
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => done(false));
  request.end(body);
}`;
