// Doorway of `node --import @org/otel-preload app.js`.
import { start } from "./start.ts";

start({ env: process.env, mainScript: process.argv[1], cwd: process.cwd() });
