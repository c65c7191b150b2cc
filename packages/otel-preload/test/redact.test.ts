import { describe, expect, test } from "vitest";
import { createRedactor } from "../src/redact.ts";
import { expectLinear } from "./growth.ts";

const redactor = createRedactor({ enabled: true, keys: ["customer_code"] });

describe("names whose values are hidden", () => {
  test.for([
    "authorization",
    "http.request.header.authorization",
    "Cookie",
    "set-cookie",
    "password",
    "userPassword",
    "user_password",
    "db.password",
    "accessToken",
    "access_token",
    "refresh-token",
    "apiKey",
    "api_key",
    "x-api-key",
    "client_secret",
    "secret",
    "session_id",
    "sessionId",
    "cardNumber",
    "card_number",
    "cvv",
    "privateKey",
    "customer_code",
    "order.customer_code",
    "idToken",
    "csrfToken",
    "X-Auth-Token",
    "passwd",
    "credentials",
    "ssn",
  ])("%s", (name) => {
    expect(redactor.value(name, "canary")).toBe("[REDACTED]");
  });
  test.for([
    "http.route",
    "user.id",
    "token_count",
    "gen_ai.usage.input_tokens",
    "passenger",
    "url.path",
    "key",
    "description",
    "order.id",
    "secretary.name",
    "shipping",
    "author",
  ])("%s stays", (name) => {
    expect(redactor.value(name, "canary")).toBe("canary");
  });
});

describe("texts in which secrets are hidden", () => {
  test.for([
    ["https://h/x?token=canary&a=1", "https://h/x?token=[REDACTED]&a=1"],
    ["/x?a=1&api_key=canary#f", undefined],
    ["postgres://bob:canary@db:5432/shop", "postgres://bob:[REDACTED]@db:5432/shop"],
    ["Authorization: Bearer canarycanary", undefined],
    ["header Basic Y2FuYXJ5Y2FuYXJ5", undefined],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canarysignature", "[REDACTED]"],
    ["mail to jane.canary@example.com now", "mail to [REDACTED] now"],
    ["card 4111 1111 1111 1111 declined", "card [REDACTED] declined"],
    ["card 4111-1111-1111-1111", undefined],
    ['{"user":"bob","password":"canary","n":1}', '{"user":"bob","password":"[REDACTED]","n":1}'],
    ["{ password: 'canary' }", "{ password: '[REDACTED]' }"],
    ["password=canary; path=/", undefined],
    ['outer "body":"{\\"token\\":\\"canary\\"}"', undefined],
    ["redirect=https://h/cb?access_token=canary", undefined],
    ["url.query is q=1&sig=canary", undefined],
    ["password = 'with space canary'", undefined],
    ["UPDATE users SET password = 'canary'", undefined],
    ["Cookie: sid=canary", undefined],
    ["cookie: a=canary; b=canary2canary", undefined],
    ['password: "a\\"canary"', undefined],
    ['{"token":"canary-cut-off', undefined],
    ["secret canary-free", "secret canary-free"],
  ] as const)("%s", ([text, expected]) => {
    const result = redactor.text(text);
    if (expected === undefined) expect(result).not.toMatch(/canary|Y2FuYXJ5|4111/u);
    else expect(result).toBe(expected);
  });

  test.for([
    "order 1234567890123 shipped",
    "2026-11-21T18:00:00.123Z",
    "GET /orders/42?page=2&sort=name",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736",
    "SELECT * FROM orders WHERE id = $1",
    "UPDATE users SET password = $1, token = :token WHERE token::int > 3",
    "http://127.0.0.1:4318/v1/traces",
    "a:b",
    "npm@11",
    "key=value",
  ])("%s stays", (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

test("off means off", () => {
  expect(createRedactor({ enabled: false, keys: [] }).value("password", "x")).toBe("x");
});

describe("the cost of a hostile text grows with its length, not with its square", () => {
  const redactions = {
    text: (text: string): unknown => redactor.text(text),
    name: (text: string): unknown => redactor.value(text, "x"),
  };
  const pieces = [
    '"token":"',
    "token=",
    "cookie: ",
    "a=",
    '"',
    "1 ",
    "a@",
    "x.",
    "Bearer ",
    "password: '",
    "-eyJ",
    "eyJaaaaa.",
    "token=[REDACTED",
    "cookie: [REDACTED",
    "token='[REDACTED",
    "a://b:",
    "a@b.",
    "4-",
    "\\",
    " ",
    "= ",
    "x\\",
    "::",
    'token="\\"',
    "A",
    "aA",
    "secret.",
    "secret_",
    "Basic",
    "@",
  ];
  test.for(pieces.flatMap((piece) => (["text", "name"] as const).map((kind) => [piece, kind] as const)))(
    "%j as a %s",
    ([piece, kind]) => {
      // With what makes each pattern look: an end that never comes.
      expectLinear(
        redactions[kind],
        (characters) => `@ eyJ= Basic 1111111111111 ${piece.repeat(Math.ceil(characters / piece.length))}`,
      );
    },
  );
});
