import { expect, test } from "vitest";
import { cluesIn } from "../src/redact-clues.ts";
import { redactText } from "../src/redact-text.ts";
import { redactPlainly } from "./redact-reference.ts";

const hide = (): string => "[REDACTED]";
const isSecretName = (name: string): boolean => /password|token|secret|cookie|authorization|api_key/iu.test(name);

const secrets = [
  "https://h/x?token=canary&a=1",
  "postgres://bob:canary@db:5432/shop",
  "Authorization: Bearer canarycanary==",
  "proxy-authorization: Basic Y2FuYXJ5Y2FuYXJ5",
  "ba\u017Fic Y2FuYXJ5",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canarysignature",
  "x-eyJhbGciOiJI-eyJzdWIiOi.eyJzdWIiOiJj.eyJjYW5hcnk.eyJ",
  "mail jane.canary+x@mail.example.com now",
  "card 4111 1111-11111111 declined, 4111 1 1 1 1 1 1 1 1 1 1 1 1",
  '{"user":"bob","password":"can\\"ary","n":1}',
  "{ password: 'canary', n : 'x' }",
  'outer "body":"{\\"token\\":\\"canary\\",\\"a\\":1}"',
  "Cookie: sid=canary; a=b\r\nset-cookie: c=d",
  "UPDATE users SET password = $1, secret = :name WHERE token::int > 3 AND api_key=%s",
  "card 42222-2222222222, 1732250000000 378282246310005 7",
  "/x?next=%2Fx%3Ftoken%3Dcanary&pass%77ord=canary&q=4111%201111%201111%201111",
  "n=%252Fx%253Ftoken%253Dcanary%2526q, jane%40example.com",
  `password${"x".repeat(56)}=canary password${"x".repeat(57)}=shown`,
  "password=[REDACTED] token: '[REDACTED]",
  "2026-11-21T18:00:00.123Z GET /orders/42?page=2&sort=name 4bf92f3577b34da6a3ce929d0e0e4736",
];
const alphabet = " \t\n\u00A0\u3000:=@.-_/\\\"'&?;,[]{}()19aezBbeyJ\u017F\u212A\u00FC"
  .split("")
  .concat("%", "%3D", "%20", "://", "eyJ", "password", "4111111111111111");

/** mulberry32: the same texts in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutate(text: string, random: (below: number) => number): string {
  let mutated = text;
  for (let count = random(6); count >= 0; count--) {
    const at = random(mutated.length + 1);
    const piece =
      random(3) === 0 ? (secrets[random(secrets.length)] as string) : (alphabet[random(alphabet.length)] as string);
    const removed = random(2) === 0 ? random(4) : 0;
    mutated = mutated.slice(0, at) + piece + mutated.slice(at + removed);
  }
  return mutated;
}

test("what is hidden is what every pattern on every text would hide", () => {
  const random = createRandom(20_261_122);
  let unsuspicious = 0;
  for (let round = 0; round < 40_000; round++) {
    const text = mutate(round % 4 === 0 ? "" : (secrets[round % secrets.length] as string), random);
    const expected = redactPlainly(text, isSecretName, hide);
    if (redactText(text, { isSecretName, hide }) !== expected)
      expect(redactText(text, { isSecretName, hide }), text).toBe(expected);
    if (cluesIn(text) === 0) unsuspicious++;
  }
  // Both sides of the first look were seen.
  expect(unsuspicious).toBeGreaterThan(500);
});
