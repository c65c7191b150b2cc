// Doorway of `node --import @org/otel-preload app.js`.
import { enter } from "./enter.ts";

enter();
