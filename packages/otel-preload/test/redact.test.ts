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
    ["/x?next=%2Fx%3Ftoken%3Dcanary&a=1", "/x?next=%2Fx%3Ftoken%3D[REDACTED]&a=1"],
    ["/x?next=%2Fx%3Ftoken=canary", "/x?next=%2Fx%3Ftoken=[REDACTED]"],
    ["/x?password=%63anary&a=1", "/x?password=[REDACTED]&a=1"],
    ["/x?pass%77ord=canary&a=1", "/x?pass%77ord=[REDACTED]&a=1"],
    ["/x?n=%252Fx%253Ftoken%253Dcanary%2526q&k", "/x?n=%252Fx%253Ftoken%253D[REDACTED]%2526q&k"],
    ["/x?%C3%BCtoken%3Dcanary", "/x?%C3%BCtoken%3D[REDACTED]"],
    [
      "state=%7B%22token%22%3A%22canary%22%2C%22n%22%3A1%7D",
      "state=%7B%22token%22%3A%22[REDACTED]%22%2C%22n%22%3A1%7D",
    ],
    ["q=jane.canary%40example.com&a=1", "q=[REDACTED]&a=1"],
    ["q=Bearer%20canarycanary", "q=Bearer%20[REDACTED]"],
    ["q=4111%201111%201111%201111", "q=[REDACTED]"],
    ["1732250000000 4111 1111 1111 1111 7", "1732250000000 [REDACTED] 7"],
    ["id7 4111111111111111, 4111-1111-1111-1111.", "id7 [REDACTED], [REDACTED]."],
  ] as const)("%s", ([text, expected]) => {
    const result = redactor.text(text);
    if (expected === undefined) expect(result).not.toMatch(/canary|Y2FuYXJ5|4111/u);
    else expect(result).toBe(expected);
  });

  test.for([
    "order 1234567890123 shipped",
    "at 1732250000009",
    "a card of 1998: 4222222222222",
    "EAN 4006381333931",
    "0.4111111111111111",
    "id_4111111111111111 4111111111111111x",
    "0000000000000000",
    "/search?q=100%25%20caf%C3%A9&next=%2Fhome%3Fpage%3D2",
    "%3D% %zz token%",
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

// Numbers that the issuers publish for tests.
test.for([
  ["Visa", "4111111111111111 4012888888881881"],
  ["Mastercard", "5555555555554444 5105105105105100 2223003122003222"],
  ["American Express", "378282246310005 3714-496353-98431"],
  ["Diners Club", "30569309025904 36227206271667"],
  ["Discover", "6011111111111117"],
  ["JCB", "3530111333300000"],
  ["UnionPay", "6205500000000000004"],
  ["Maestro", "6759649826438453"],
] as const)("cards of %s", ([_issuer, numbers]) => {
  expect(redactor.text(numbers)).toMatch(/^\[REDACTED\]( \[REDACTED\])*$/u);
});

test("no time is a card: seconds to nanoseconds since 1970, in until 2037", () => {
  for (let day = 0; day < 4700; day++) {
    const millis = String(1_735_689_600_000 + day * 86_400_000 + day * 7919);
    const text = `at ${millis.slice(0, 10)} ${millis} ${millis}123 ${millis}123456`;
    expect(redactor.text(text)).toBe(text);
  }
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
    "4 ",
    "%25",
    "token%3D",
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
