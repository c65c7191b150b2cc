// Doorway of `node --require @org/otel-preload app.js`. No top-level await here or below: require() of an ES module forbids it.
import { start } from "./start.ts";

start({ env: process.env, mainScript: process.argv[1], cwd: process.cwd() });
