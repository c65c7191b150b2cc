// Which of these modules of Node's the thread that delivers has loaded, as a line of JSON: loaded.mjs MODULE…
import { Session } from "node:inspector";
import { trace } from "@opentelemetry/api";

const names = process.argv.slice(2);
const session = new Session();
session.connect();
session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
  const expression = `JSON.stringify(${JSON.stringify(names)}.filter((name) => process.moduleLoadList.includes("NativeModule " + name)))`;
  // Once it has delivered.
  setTimeout(() => {
    const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
    session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
  }, 1000);
});
session.on("NodeWorker.receivedMessageFromWorker", ({ params: { message } }) => {
  const { id, result } = JSON.parse(message);
  if (id !== 1) return;
  console.log(result.result.value);
  process.exit(0);
});
session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
trace.getTracer("loaded").startSpan("one").end();
setTimeout(() => {}, 20_000);
