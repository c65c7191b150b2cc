import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { upstream } from "../packages/otel-preload/src/instrumentation/upstream/table.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
/** All files that are, or are about to be, in the repository. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));
const matching = (pattern: RegExp): string[] => files.filter((path) => pattern.test(path));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifests = matching(/(^|\/)package\.json$/).map((path) => ({ path, ...(JSON.parse(read(path)) as Manifest) }));
/** Loaded by a name that is put together, which no search finds. */
const upstreamPackages = Object.keys(upstream).map((name) => `@opentelemetry/instrumentation-${name}`);
const lockfile = JSON.parse(read("package-lock.json")) as {
  packages: Record<string, { resolved?: string; link?: boolean; version?: string }>;
};

describe("sources", () => {
  it("have at most 300 lines a file", () => {
    const generated = /(^|\/)(dist|generated)\/|^collector\/(otelcol|compose)\//;
    const sources = matching(/\.(ts|mts|cts|js|mjs|cjs|go|sh|ya?ml)$/).filter((path) => !generated.test(path));
    const tooLong = sources.filter((path) => read(path).trimEnd().split("\n").length > 300);
    expect(tooLong).toEqual([]);
  });

  it("of the shop import no telemetry", () => {
    const telemetryImport = /(?:from|import|require)\s*\(?\s*["'](?:@opentelemetry|@sentry|@org)\//;
    const examples = matching(/^examples\/shop\/.*\.(ts|js|mjs|cjs)$/);
    expect(examples).not.toEqual([]);
    expect(examples.filter((path) => telemetryImport.test(read(path)))).toEqual([]);
  });
});

describe("dependencies", () => {
  it("have exact versions", () => {
    const loose = manifests.flatMap(({ path, dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => !/^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`),
    );
    expect(loose).toEqual([]);
  });

  it("have no download address in the lockfile, so that any registry serves them", () => {
    const addresses = Object.entries(lockfile.packages).filter(([, { resolved, link }]) => resolved && link !== true);
    expect(addresses).toEqual([]);
  });

  it("bring every OpenTelemetry package once: two copies do not see each other's spans", () => {
    // An application with copies of its own is what that fixture is.
    const places = Object.keys(lockfile.packages).filter(
      (place) => place.includes("node_modules/@opentelemetry/") && !place.startsWith("test/fixtures/api-older/"),
    );
    const names = places.map((place) => place.slice(place.lastIndexOf("@opentelemetry/")));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(manifests.filter(({ private: isPrivate }) => isPrivate !== true))(
    "of $name are all imported",
    ({ path, dependencies }) => {
      const sources = matching(/\.ts$/).filter((file) => file.startsWith(`${dirname(path)}/src/`));
      const code = sources.map(read).join("\n");
      const isUsed = (name: string): boolean => code.includes(`"${name}`) || upstreamPackages.includes(name);
      const unused = Object.keys(dependencies ?? {}).filter((name) => !isUsed(name));
      expect(unused).toEqual([]);
    },
  );
});

describe("paperwork", () => {
  it("has one licence", () => {
    expect(read("LICENSE")).toContain("Apache License");
    const published = manifests.filter(({ private: isPrivate }) => isPrivate !== true);
    expect(published.map(({ license }) => license)).toEqual(published.map(() => "Apache-2.0"));
  });

  it("numbers decisions without a gap, each with context, decision and consequence", () => {
    const decisions = matching(/^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/).filter((path) => !path.includes("/0000-"));
    const numbers = decisions.map((path) => Number(path.slice("docs/decisions/".length).slice(0, 4)));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
    for (const path of decisions) {
      expect(read(path), path).toMatch(/^# .+[\s\S]+^## Context$[\s\S]+^## Decision$[\s\S]+^## Consequence$/m);
    }
  });

  it("names in the README what is instrumented by OpenTelemetry's own packages", () => {
    const [, list = ""] =
      /OpenTelemetry's own instrumentations come with it[^:]+: ([^.]+(?:\.io[^.]*)?)\./.exec(read("README.md")) ?? [];
    expect(list.split(/,\s+/).toSorted()).toEqual(Object.keys(upstream).toSorted());
  });

  it("links only to files that exist", () => {
    const broken = matching(/\.md$/).flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(root, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
