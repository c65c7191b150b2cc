import { defineConfig } from "vitest/config";

// Beside the projects of `npm test`: this takes half an hour, or as long as alerts take.
export default defineConfig({
  test: { name: "live", include: ["test/live/**/*.test.ts"], fileParallelism: false },
});
