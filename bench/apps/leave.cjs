"use strict";
const { writeSync } = require("node:fs");
const { trace } = require("@opentelemetry/api");

const tracer = trace.getTracer("bench");
for (let i = 0; i < Number(process.env.BENCH_SPANS); i++) tracer.startSpan("last").end();

/** Every way in which a program goes by itself; for a signal it waits. */
const ways = {
  end: () => {},
  exit: () => process.exit(0),
  uncaught: () => {
    throw new Error("nobody catches this");
  },
  rejection: () => void Promise.reject(new Error("nobody catches this")),
  signal: () => setInterval(() => {}, 1000),
};
writeSync(3, "made\n");
ways[process.env.BENCH_WAY]();
