// Makes numbered spans and log records: emit.mjs BURST [RATE-A-SECOND SECONDS] [stay]
import { logs, trace } from "@opentelemetry/api";

const [burst, rate = 0, seconds = 0] = process.argv.slice(2).map(Number);
const tracer = trace.getTracer("emit");
const logger = logs.getLogger("emit");
const secret = process.env["SECRET_TEXT"];
let made = 0;
const rss = process.memoryUsage.rss();
let mostRss = 0;

function make() {
  const attributes = { text: "x".repeat(60), ...(secret && { password: secret }) };
  tracer.startSpan(`span ${made}`, { attributes }).end();
  logger.emit({ body: `record ${made}`, severityNumber: 9 });
  made++;
}

for (let i = 0; i < burst; i++) make();
process.stdout.write("ready\n");
const started = performance.now();
const timer = setInterval(() => {
  // Of the seconds, not of an end: a sum and its difference are not always the same again.
  const passed = Math.min((performance.now() - started) / 1000, seconds);
  const due = burst + Math.floor(passed * rate);
  while (made < due) make();
  mostRss = Math.max(mostRss, process.memoryUsage.rss());
  process.stdout.write(`rss ${rss} ${mostRss}\nmade ${made}\n`);
  if (passed >= seconds && process.argv[5] !== "stay") clearInterval(timer);
}, 20);
