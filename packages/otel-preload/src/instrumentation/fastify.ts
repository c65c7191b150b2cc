import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { FilePatch } from "../module-hook/index.ts";
import { setHttpError, setHttpRoute } from "./http-server.ts";
import { guarded } from "./lib/wrap.ts";

/** Nothing to patch: Fastify 4 and 5 hand every new instance to a channel, and hooks are its public way to look on. */
export const patches: readonly FilePatch[] = [];

interface Request {
  readonly raw: IncomingMessage;
  /** Without a URL where no route has matched. */
  readonly routeOptions?: { readonly url?: string };
}

interface Instance {
  addHook(name: "onRequest", hook: (request: Request, reply: unknown, done: () => void) => void): void;
  addHook(name: "onError", hook: (request: Request, reply: unknown, error: unknown, done: () => void) => void): void;
}

/**
 * The first hooks of the outermost instance run for every request of every plugin, also when another hook answers (its
 * channel `fastify.request.handler` knows of handlers alone), and for every error before the handler of errors.
 */
export function start(): void {
  subscribe("fastify.initialization", (message) => {
    const { fastify } = message as { fastify: Instance };
    guarded("Fastify", () => {
      fastify.addHook("onRequest", (request, _reply, done) => {
        guarded("http.route", () => setHttpRoute(request.raw, request.routeOptions?.url));
        done();
      });
      fastify.addHook("onError", (request, _reply, error, done) => {
        setHttpError(request.raw, error);
        done();
      });
    });
  });
}
