"use strict";
const { writeSync } = require("node:fs");
const { trace } = require("@opentelemetry/api");

const tracer = trace.getTracer("bench");
for (let i = 0; i < 50_000; i++) tracer.startSpan("burst").setAttribute("index", i).end();
writeSync(3, "made\n");
// Stays until it is told to go.
setInterval(() => {}, 1000);
