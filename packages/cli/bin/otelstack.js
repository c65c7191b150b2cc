#!/usr/bin/env node
// A committed file: npm links commands when it installs, and on a fresh clone that is before the build writes dist/.
import "../dist/main.js";
