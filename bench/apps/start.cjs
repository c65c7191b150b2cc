"use strict";
const { writeSync } = require("node:fs");

writeSync(3, "here\n");
