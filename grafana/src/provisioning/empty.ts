import type { GeneratedFile } from "../file.ts";
import { yamlOf } from "../rule/files.ts";

/** A folder without a file is lost in git, and a container engine makes one of its own, as root, where it has to mount it. */
const folders: readonly GeneratedFile[] = [
  { path: "prometheus/rules/none.yml", content: yamlOf({ groups: [] }) },
  { path: "loki/rules/fake/none.yaml", content: yamlOf({ groups: [] }) },
  {
    path: "alertmanager/alertmanager.yml",
    content: yamlOf({ route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] }),
  },
];

/** What the parts of the stack must find even when the configuration leaves nothing for them. */
export function fillEmpty(files: readonly GeneratedFile[]): GeneratedFile[] {
  return folders.filter(({ path }) => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return !files.some((file) => file.path.startsWith(folder));
  });
}
