// Doorway of `node --import @org/otel-preload app.js`. All else is CommonJS: one file that is loaded at once.
import { createRequire } from "node:module";

createRequire(import.meta.url)("./require.cjs");
