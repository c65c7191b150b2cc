// Doorway of `node --require @org/otel-preload app.js`. CommonJS, so that a Node without require() of ES modules gets
// one line instead of a crash.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 15)) {
  (require("./enter.js") as typeof import("./enter.ts", { with: { "resolution-mode": "import" } })).enter();
} else if (!/[\\/](?:npm|npx|pnpm|yarn|corepack)(?:-cli)?(?:\.c?js)?$/u.test(process.argv[1] ?? "")) {
  process.stderr.write(
    `otel-preload: Node ${process.versions.node} is too old, expected 22.15 or later; the application runs without telemetry\n`,
  );
}
