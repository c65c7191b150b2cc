import { defineConfig } from "vitest/config";

// Beside the projects of `npm test`: what takes minutes, or more of a machine than a commit may.
export default defineConfig({
  test: {
    name: "long",
    include: ["packages/*/test/long/**/*.long.ts", "test/long/**/*.long.ts"],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    globalSetup: ["packages/otel-preload/build/before-tests.ts"],
  },
});
