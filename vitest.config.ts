import { defineConfig } from "vitest/config";
import { stateFolder } from "./test/state-folder.ts";

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["packages/otel-preload/build/before-tests.ts", "test/state-folder.ts"],
    env: { XDG_STATE_HOME: stateFolder },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "test/*.test.ts",
            "packages/*/test/**/*.test.ts",
            "grafana/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
            "examples/**/test/**/*.test.ts",
          ],
          exclude: ["packages/otel-preload/test/{matrix,differential}/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "matrix",
          include: ["packages/otel-preload/test/{matrix,differential}/**/*.test.ts"],
          globalSetup: ["packages/otel-preload/test/matrix/servers.ts"],
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/stack.ts"],
          testTimeout: 180_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
