// The thread that delivers: it gets bytes, makes requests of them, and sends, retries and counts.
import { parentPort, workerData } from "node:worker_threads";
import * as diag from "../../diag.ts";
import { type SignalName, type FromWorker, slots, type ToWorker, type WorkerSettings } from "../message.ts";
import { Poster } from "./post.ts";
import { Sender } from "./sender.ts";
import { writeStderr } from "./stderr.ts";

const settings = workerData as WorkerSettings;
const books = new Int32Array(settings.books);
const port = parentPort;
diag.setDiagLevel(settings.diagLevel);
diag.setOutput(writeStderr);

const poster = new Poster((id, answer) => say({ kind: "answered", id, answer }));
const senders = new Map<SignalName, Sender>();
for (const [signal, of] of Object.entries(settings.signals)) {
  const name = signal as SignalName;
  senders.set(
    name,
    new Sender(name, of, {
      resource: settings.resource,
      delivered: (count) => void Atomics.add(books, slots[name].delivered, count),
      lost: (count) => void Atomics.add(books, slots[name].lost, count),
      done: (buffers, bytes) => {
        Atomics.sub(books, slots.bytes, bytes);
        say({ kind: "empty", signal: name, buffers }, buffers);
      },
    }),
  );
}

port?.on("message", (message: ToWorker) => {
  if (message.kind === "items") senders.get(message.signal)?.add(message.segments);
  else if (message.kind === "flush") void settle().then(() => say({ kind: "flushed", id: message.id }));
  else if (message.kind === "post") poster.add(message.id, message.post);
  else void leave(message);
});

function say(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, [...transfer]);
}

function stopRetrying(): void {
  for (const sender of senders.values()) sender.stopRetrying();
}

async function settle(): Promise<void> {
  await Promise.all([...[...senders.values()].map((sender) => sender.settle()), poster.settle()]);
}

/** The main thread stands still and waits for this. */
async function leave({ turn }: Extract<ToWorker, { kind: "leave" }>): Promise<void> {
  stopRetrying();
  await settle();
  Atomics.store(books, slots.left, turn);
  Atomics.notify(books, slots.left);
}
