import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { FoundStack } from "../stack/urls.ts";
import { accessCookie, isAllowed, isOwnHost, isOwnPage, isSame } from "./access.ts";
import type { Dashboards } from "./dashboards.ts";
import { passOn } from "./proxy.ts";
import { targetOf } from "./routes.ts";
import type { Runbooks } from "./runbooks.ts";
import { pageHeaders, sendAsset, sendJson, sendText } from "./send.ts";

/** What the viewer serves. */
export interface ViewOptions {
  readonly port: number;
  readonly token: string;
  /** The folder of the bundle. */
  readonly bundle: string;
  readonly dashboards: Dashboards;
  readonly runbooks: Runbooks;
  readonly urls: FoundStack["urls"];
  /** For the page: what the stack is. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** The viewer's server, listening on loopback only. Rejects when the port is taken. */
export function startViewServer(options: ViewOptions): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: (error as Error).message });
    });
  });
  server.once("error", reject);
  server.listen(options.port, "127.0.0.1", () => resolve(server));
  return promise;
}

async function answer(options: ViewOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { port, token } = options;
  if (!isOwnHost(request, port)) return sendText(response, 421, `expected the host 127.0.0.1:${port}`);
  const url = new URL(request.url ?? "/", `http://127.0.0.1:${port}`);
  const given = url.searchParams.get("token");
  if (given !== null && isSame(given, token)) return openDoor(options, url, response);
  const isApi = url.pathname.startsWith("/api/");
  if (!isAllowed(request, port, token))
    return isApi ? sendJson(response, 401, { error: closed }) : sendText(response, 401, closed);
  if (request.method !== "GET" && !(isApi && isOwnPage(request))) {
    return sendJson(response, 403, { error: "expected a request of the viewer's own page" });
  }
  return isApi ? answerApi(options, url, request, response) : answerPage(options, url, response);
}

const closed =
  "this viewer opens with the address that otelstack view prints: it carries the token of this installation";

/** Every address that is no file is a page: the script decides which. */
async function answerPage({ bundle }: ViewOptions, { pathname }: URL, response: ServerResponse): Promise<void> {
  const path = pathname.startsWith("/assets/") ? pathname.slice("/assets/".length) : "index.html";
  if (!(await sendAsset(response, bundle, path))) sendText(response, 404, "no such file");
}

/** The token becomes a cookie, and leaves the address: it must not end up in a history or a copied link. */
function openDoor({ port, token }: ViewOptions, url: URL, response: ServerResponse): void {
  url.searchParams.delete("token");
  response.writeHead(303, { location: url.pathname + url.search, "set-cookie": accessCookie(port, token) });
  response.end();
}

async function answerApi(
  options: ViewOptions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { dashboards, runbooks, about, urls } = options;
  if (url.pathname === "/api/viewer") return sendJson(response, 200, { ...about, dashboards: dashboards.list });
  const uid = /^\/api\/dashboards\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (uid !== undefined) {
    const dashboard = dashboards.byUid.get(uid);
    return dashboard === undefined
      ? sendJson(response, 404, { error: `no dashboard has the uid ${uid}` })
      : sendJson(response, 200, dashboard);
  }
  const alert = /^\/api\/runbooks\/(\w+)$/.exec(url.pathname)?.[1];
  if (alert !== undefined) {
    const markdown = runbooks.get(alert);
    return markdown === undefined
      ? sendJson(response, 404, { error: `no runbook is called ${alert}` })
      : sendJson(response, 200, { markdown });
  }
  const target = targetOf(request.method ?? "GET", url, urls);
  if (target === undefined)
    return sendJson(response, 404, { error: `the viewer does not pass on ${request.method ?? ""} ${url.pathname}` });
  await passOn(target, request, response);
}
