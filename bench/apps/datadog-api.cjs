"use strict";
const tracer = require("dd-trace");

// What its documentation asks of those who use OpenTelemetry's API.
new tracer.TracerProvider().register();
