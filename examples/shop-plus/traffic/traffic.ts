import { answerFault, createFaultSwitch, repeat } from "../fault-switch.ts";
import { startPlainServer } from "../plain-server.ts";
import { listening, onStop, port, required } from "../settings.ts";
import { peopleOf } from "./people.ts";

const people = peopleOf({ accountsUrl: required("ACCOUNTS_URL"), assistantUrl: required("ASSISTANT_URL") });
/** Requests per second on an ordinary day. */
const rate = Number(process.env.RATE ?? 10);
const stop = new AbortController();

/** How often each is done, in parts of all. */
const ordinary = [
  { parts: 10, act: people.profile },
  { parts: 4, act: people.search },
  { parts: 3, act: people.login },
  { parts: 1, act: people.token },
  { parts: 1, act: people.webhook },
  { parts: 1, act: people.report },
  { parts: 6, act: people.rates },
  { parts: 2, act: people.question },
];
const trade = [
  { parts: 1, act: people.signup },
  { parts: 4, act: people.checkout },
];
const allParts = [...ordinary, ...trade].reduce((sum, { parts }) => sum + parts, 0);
/** Seldom enough for no alert, once at the start so that there is something to see. */
const rare = [
  people.mistypedPassword,
  people.tooDear,
  people.denied,
  people.badToken,
  people.badWebhook,
  people.greedy,
];
const rareMillis = 150_000;

const faults = createFaultSwitch({
  business: () => {},
  logins: (until) => repeat(200, until, people.guessPassword),
  injection: (until) => repeat(300, until, people.inject),
  ratelimit: (until) => repeat(50, until, people.stormSearch),
  workers: (until) => repeat(1000, until, people.newsletter),
});

const { server, port: at } = await startPlainServer(port, (request) => answerFault(faults, request));
listening(at);
for (const { parts, act } of ordinary) begin(parts, act);
// The fault "business": nobody buys anything any more.
for (const { parts, act } of trade) begin(parts, () => (faults.isOn("business") ? undefined : act()));
for (const act of rare) void repeat(rareMillis, stop.signal, act);

onStop(async () => {
  stop.abort();
  faults.offAll();
  server.close();
  server.closeAllConnections();
});

/** Does not wait for answers: when the shop is slow, people come all the same. */
function begin(parts: number, act: () => unknown): void {
  const millis = (1000 * allParts) / (rate * parts);
  void repeat(millis, stop.signal, () => void act());
}
