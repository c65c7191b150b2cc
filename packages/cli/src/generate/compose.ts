import { renderStack } from "../stack/render.ts";
import type { Generator } from "./generator.ts";

const header = "# Generated from collector/backends by `npm run generate`: do not edit.\n";

/** The files docker-compose.yml mounts: the same templates as natively, with service names for addresses. */
export const composeFiles: readonly Generator[] = renderStack({ kind: "compose" }).map(({ path, content }) => ({
  path: `collector/compose/${path}`,
  content: () => header + content,
}));
