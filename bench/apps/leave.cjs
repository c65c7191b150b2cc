"use strict";
const { writeSync } = require("node:fs");
const { trace } = require("@opentelemetry/api");

const tracer = trace.getTracer("bench");

/** The last that the program does; descriptor 3 tells when. */
function work() {
  for (let i = 0; i < Number(process.env.BENCH_SPANS); i++) tracer.startSpan("last").end();
  writeSync(3, "made\n");
}

/** Every way in which a program goes by itself; a signal comes to one that has been running for a while, and stays. */
const ways = {
  end: work,
  exit: () => {
    work();
    process.exit(0);
  },
  uncaught: () => {
    work();
    throw new Error("nobody catches this");
  },
  rejection: () => {
    work();
    void Promise.reject(new Error("nobody catches this"));
  },
  signal: () => {
    setTimeout(work, 200);
    setInterval(() => {}, 1000);
  },
};
ways[process.env.BENCH_WAY]();
