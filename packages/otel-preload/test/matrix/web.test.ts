import { describe, expect, test } from "vitest";
import { lastPoint, observe, type Observed, serverSpan } from "./observed.ts";

const current = "packages/otel-preload/test/fixtures/web";
const older = "test/fixtures/web-older";

const rows = (name: string, earlier: string) =>
  [
    ["cjs", `${current}/use-${name}.cjs`],
    ["esm", `${current}/use-${name}.mjs`],
    [`cjs, ${earlier}`, `${older}/use-${name}.cjs`],
  ] as const;

/** Path asked for → route, status, and of a 5xx the exception on the span. */
type Answers = Readonly<Record<string, readonly [route: string | undefined, status: number, exception?: string]>>;

async function check(file: string, answers: Answers): Promise<void> {
  const observed = await observe({ file });
  const seen = Object.keys(answers).map((path) => [path, answerOf(observed, path)]);
  expect(Object.fromEntries(seen)).toEqual(answers);
  for (const [path, [route]] of Object.entries(answers)) {
    expect(serverSpan(observed, path).name).toBe(route === undefined ? "GET" : `GET ${route}`);
  }
  // One span on each side of a request, none for a middleware.
  expect(observed.spans).toHaveLength(2 * Object.keys(answers).length);
  checkMetric(observed, answers);
}

function answerOf(observed: Observed, path: string): readonly unknown[] {
  const { attributes, events, status } = serverSpan(observed, path);
  const code = attributes["http.response.status_code"];
  expect(status.code ?? 0, path).toBe(Number(code) >= 500 ? 2 : 0);
  const answer = [attributes["http.route"], code];
  const [exception] = events;
  if (exception === undefined) return answer;
  expect(exception.attributes["exception.stacktrace"], path).toContain(".cjs");
  return [...answer, exception.attributes["exception.message"]];
}

function checkMetric(observed: Observed, answers: Answers): void {
  const [failed] = Object.values(answers).filter(([, , exception]) => exception === "handled");
  const attributes = {
    "http.request.method": "GET",
    "http.route": failed?.[0],
    "http.response.status_code": 500,
    "error.type": "TypeError",
  };
  expect(lastPoint(observed, "http.server.request.duration", attributes)?.count).toBe(1);
}

describe("express", () => {
  test.for(rows("express", "4"))("%s", ([, file]) =>
    check(file, {
      "/": ["/", 200],
      "/orders/42": ["/orders/:id", 200],
      "/a": ["/a,/b", 200],
      "/b": ["/a,/b", 200],
      "/rexx": ["/^\\/re(.)x$/u", 200],
      "/left/42": [undefined, 404],
      "/tenants/acme/orders": ["/tenants/:tenant/orders", 200],
      "/tenants/acme/orders/7": ["/tenants/:tenant/orders/:order", 200],
      "/tenants/acme/orders/7/fail": ["/tenants/:tenant/orders/:order/fail", 500, "order failed"],
      "/api/v1/9/42": ["/api/v1/:version/:order", 200],
      "/y/acme/42": ["/y/:two/:order", 200],
      "/admin/area51/users/42": ["/admin/:area/users/:user", 200],
      "/throw": ["/throw", 500, "thrown"],
      "/next": ["/next", 500, "refused"],
      "/teapot": ["/teapot", 418],
      "/unavailable": ["/unavailable", 503],
      "/handled": ["/handled", 500, "handled"],
      "/missing": [undefined, 404],
    }),
  );
});

describe("fastify", () => {
  test.for(rows("fastify", "4"))("%s", ([, file]) =>
    check(file, {
      "/": ["/", 200],
      "/orders/42": ["/orders/:id", 200],
      "/denied/42": ["/denied/:id", 401],
      "/hook/42": ["/hook/:id", 500, "hook failed"],
      "/throw": ["/throw", 500, "thrown"],
      "/reject": ["/reject", 500, "refused"],
      "/teapot": ["/teapot", 418],
      "/unavailable": ["/unavailable", 503],
      "/admin/area51/users/42": ["/admin/:area/users/:user", 200],
      "/admin/area51/handled": ["/admin/:area/handled", 500, "handled"],
      "/missing": [undefined, 404],
    }),
  );
});

describe("koa", () => {
  test.for(rows("koa", "2"))("%s", ([, file]) =>
    check(file, {
      "/": ["/", 200],
      "/orders/42": ["/orders/:id", 200],
      "/throw": ["/throw", 500, "thrown"],
      "/teapot": ["/teapot", 418],
      "/unavailable": ["/unavailable", 503],
      "/handled": ["/handled", 500, "handled"],
      "/admin/area51/users/42": ["/admin/:area/users/:user", 200],
      "/missing": [undefined, 404],
    }),
  );
});

describe.for(["express", "fastify"])("nestjs on %s", (platform) => {
  test.for(rows(`nestjs-${platform}`, "11"))("%s", ([, file]) =>
    check(file, {
      "/": ["/", 200],
      "/orders/42": ["/orders/:id", 200],
      "/throw": ["/throw", 500, "thrown"],
      "/teapot": ["/teapot", 418],
      "/unavailable": ["/unavailable", 503, "busy"],
      "/handled": ["/handled", 500, "handled"],
      "/missing": [undefined, 404],
    }),
  );
});
