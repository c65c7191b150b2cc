import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as diag from "../diag.ts";
import type { FilePatch } from "../module-hook/index.ts";
import { packageFileOf } from "../module-hook/package-file.ts";
import { readPackageJson } from "../package-json.ts";
import { setHttpError } from "./http-server.ts";
import { guarded, wrapMethod } from "./lib/wrap.ts";

const handlerFile = "exceptions/exceptions-handler.js";

/**
 * NestJS answers exceptions itself, so that Express and Fastify never see them; routes come from these two. Up to 11 it
 * is CommonJS. From 12 on it consists of ES modules, of which a hook would cost every module of every application
 * something: the CommonJS package `iterare`, which only NestJS uses, tells that it is being loaded.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "@nestjs/core", path: handlerFile, majors: [8, 11], patch: patchHandler },
  { packageName: "iterare", path: "lib/index.js", majors: [1, 1], patch: patchModules },
];

interface Host {
  getType?(): string;
  /** The request of Express, or Fastify's around it. */
  getArgByIndex(index: 0): IncomingMessage & { readonly raw?: IncomingMessage };
}

function patchHandler(exports: unknown): unknown {
  const { prototype } = (exports as { ExceptionsHandler: { prototype: object } }).ExceptionsHandler;
  wrapMethod(prototype, "next", (original) => {
    return function next(this: unknown, exception: unknown, host: Host, ...rest: unknown[]) {
      guarded("NestJS exception", () => {
        if (host.getType?.() !== "http") return;
        const request = host.getArgByIndex(0);
        setHttpError(request.raw ?? request, exception);
      });
      return original.call(this, exception, host, ...rest) as unknown;
    };
  });
  return exports;
}

/** The same module that the application is importing right now: it is there before the first request can be. */
function patchModules(iterare: unknown): unknown {
  const file = guarded("NestJS", findHandler);
  if (file !== undefined) {
    import(pathToFileURL(file).href).then(patchHandler, (error: unknown) => {
      diag.debug(`@nestjs/core: ${diag.describeError(error)}; exceptions of its handlers are not on spans`);
    });
  }
  return iterare;
}

/** As the main script would find it; `undefined` where there is none, or one that is CommonJS. */
function findHandler(): string | undefined {
  const from = process.argv[1] ?? join(process.cwd(), "app.js");
  let file: string;
  try {
    file = createRequire(from).resolve(`@nestjs/core/${handlerFile}`);
  } catch {
    return undefined;
  }
  const folder = packageFileOf(file)?.folder;
  return folder !== undefined && readPackageJson(folder)?.type === "module" ? file : undefined;
}
