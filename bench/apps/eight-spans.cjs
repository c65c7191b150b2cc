"use strict";
const http = require("node:http");
const { trace } = require("@opentelemetry/api");
const { listen } = require("./listen.cjs");

const tracer = trace.getTracer("bench");

/** One span by the server's instrumentation and seven by the API: eight for each request. */
listen(
  http.createServer((request, response) => {
    for (let step = 1; step <= 7; step++)
      tracer.startActiveSpan("step", (span) => {
        span.setAttribute("step", step);
        span.end();
      });
    response.end("hello\n");
  }),
);
