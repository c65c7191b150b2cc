// The thread that delivers: it gets bytes, makes requests of them, and sends, retries, keeps and counts.
import { parentPort, workerData } from "node:worker_threads";
import * as diag from "../../diag.ts";
import { Books, places } from "../books.ts";
import type { FromWorker, SignalName, ToWorker, WorkerSettings } from "../message.ts";
import { Delivery } from "./delivery.ts";
import { hurry } from "./pace.ts";
import { Poster } from "./post.ts";
import { stepBack } from "./priority.ts";
import { writeStderr } from "./stderr.ts";

/** Time that the main thread needs to see that this one is done, and the disk to take what is left. */
const spareMillis = 500;

/** As many as the main thread keeps. */
const maxBuffersBack = 4;

stepBack();
const settings = workerData as WorkerSettings;
const books = new Books(settings.books);
const port = parentPort;
diag.setDiagLevel(settings.diagLevel);
diag.setOutput(writeStderr);
const delivery = new Delivery(settings, books, giveBack);
delivery.start();
const poster = new Poster((id, answer) => say({ kind: "answered", id, answer }));

port?.on("message", (message: ToWorker) => {
  if (message.kind === "items") delivery.add(message.signal, message.segments);
  else if (message.kind === "flush") void settle().then(() => say({ kind: "flushed", id: message.id }));
  else if (message.kind === "post") poster.add(message.id, message.post);
  else void leave(message);
});

function giveBack(signal: SignalName, buffers: ArrayBuffer[]): void {
  // While the main thread stands still, what goes back would only lie in memory.
  if (Atomics.load(books.cells, places.buffersBack) >= maxBuffersBack) return;
  Atomics.add(books.cells, places.buffersBack, buffers.length);
  say({ kind: "empty", signal, buffers }, buffers);
}

function say(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, [...transfer]);
}

async function settle(): Promise<void> {
  await Promise.all([delivery.settle(), poster.settle()]);
}

/** The main thread stands still and waits for this. */
async function leave({ turn, withinMillis }: Extract<ToWorker, { kind: "leave" }>): Promise<void> {
  hurry();
  tell(turn * 2 - 1);
  await Promise.all([delivery.leave(Date.now() + withinMillis - spareMillis), poster.settle()]);
  tell(turn * 2);
}

function tell(stage: number): void {
  Atomics.store(books.cells, places.left, stage);
  Atomics.notify(books.cells, places.left);
}
