// Makes traces of twenty spans and ten log records, counts them, says how many, and stays: books-program.mjs SECONDS
import { context, logs, trace } from "@opentelemetry/api";

const seconds = Number(process.argv[2]);
const tracer = trace.getTracer("books");
const logger = logs.getLogger("books");
let spans = 0;
let records = 0;

function makeTrace() {
  const root = tracer.startSpan(`span ${spans++}`);
  context.with(trace.setSpan(context.active(), root), () => {
    for (let i = 1; i < 20; i++) tracer.startSpan(`span ${spans++}`, { attributes: { note: "n".repeat(40) } }).end();
    for (let i = 0; i < 10; i++) logger.emit({ body: `record ${records++}`, severityNumber: 9, severityText: "INFO" });
  });
  root.end();
}

const end = performance.now() + seconds * 1000;
const timer = setInterval(() => {
  if (performance.now() < end) return makeTrace();
  clearInterval(timer);
  process.stdout.write(`ready ${spans} ${records}\n`);
  setInterval(() => {}, 1000);
}, 50);
