/** Where the people go. */
export interface Shops {
  readonly accountsUrl: string;
  readonly assistantUrl: string;
}

interface Call {
  readonly url: string;
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const accounts = 20;
const tenants = ["acme", "globex", "initech", "umbrella"];
const plans = ["free", "team", "company"];
const timeoutMillis = 10_000;

/** What people do, again and again; each a request or two. */
export function peopleOf({ accountsUrl, assistantUrl }: Shops) {
  const at = (path: string, body?: object, headers?: Record<string, string>): Promise<number> =>
    call({ url: accountsUrl, path, ...(body && { body }), ...(headers && { headers }) });
  return {
    profile: () => at(`/profiles/${account()}`),
    search: () => at(`/search?q=blue+${pick(["mug", "lamp", "chair"])}`, undefined, from(account())),
    login: () => logIn(account(), true),
    token: () => at("/oauth/token", { grant: pick(["code", "refresh", "refresh", "revoke"]) }),
    webhook: () => at("/webhook", {}, { "x-signature": "sha256=good" }),
    report: () => at("/reports", {}),
    rates: () => call({ url: assistantUrl, path: "/rates" }),
    question: () =>
      call({ url: assistantUrl, path: "/questions", body: { question: `where is my ${pick(["mug", "lamp"])} now` } }),
    signup: () => at("/signups", { plan: pick(plans), account: account() }),
    checkout: () => buy(1000 + Math.floor(Math.random() * 50_000)),
    // What goes wrong on ordinary days, too: rarely.
    mistypedPassword: () => logIn(account(), false),
    tooDear: () => buy(500_000),
    denied: () => at(`/admin/invoices/${account()}`, undefined, { "x-account": `user${account()}@shop.example` }),
    badToken: () => at("/oauth/token", { grant: "forged" }),
    badWebhook: () => at("/webhook", {}, { "x-signature": "sha256=forged" }),
    greedy: async () => {
      await Promise.all(Array.from({ length: 22 }, () => at("/search?q=everything", undefined, from(0))));
    },
    // Ill will, when a fault asks for it.
    guessPassword: () => at("/login", { email: "user7@shop.example", password: guess() }, from(666)),
    inject: () => at(pick(injections), undefined, from(666)),
    stormSearch: () => at("/search?q=all", undefined, from(666)),
    newsletter: () => at("/newsletters", { recipients: 100 }),
  };

  function buy(amountCents: number): Promise<number> {
    const items = 1 + Math.floor(Math.random() * 8);
    return at("/checkouts", { tenant: pick(tenants), amountCents, items, account: account() });
  }

  function logIn(id: number, good: boolean): Promise<number> {
    const password = good ? `secret-${id}` : guess();
    return at("/login", { email: `user${id}@shop.example`, password }, from(id));
  }
}

const injections = [
  "/search?q=1%27%20or%20%271%27=%271",
  "/search?q=1+union+select+password+from+accounts",
  "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
  "/profiles/..%2f..%2f..%2fetc%2fpasswd",
  "/search?q=x;cat%20/etc/passwd",
];

/** One request; its status, 0 when there was no answer. */
async function call({ url, path, body, headers }: Call): Promise<number> {
  try {
    const response = await fetch(new URL(path, url), {
      method: body === undefined ? "GET" : "POST",
      headers: { ...(body && { "content-type": "application/json" }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMillis),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

function account(): number {
  return 1 + Math.floor(Math.random() * accounts);
}

function from(client: number): Record<string, string> {
  return { "x-forwarded-for": `203.0.113.${client % 256}` };
}

function guess(): string {
  return `guess-${Math.floor(Math.random() * 1e6)}`;
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}
