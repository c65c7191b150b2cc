// node --require @org/otel-preload http.cjs: requests by node:http and by fetch, good, failing, refused and of an unknown method.
const http = require("node:http");
const events = require("node:events");

const server = http.createServer((request, response) => {
  if (request.url.startsWith("/boom")) response.statusCode = 500;
  request.resume().on("end", () => response.end("answer"));
});

/** One request of `node:http`, to its end. */
async function ask(url, options = {}, body = "") {
  const request = http.request(url, { agent: false, ...options }).end(body);
  const [response] = await events.once(request, "response");
  response.resume();
  await events.once(response, "end");
}

async function main() {
  server.listen(0, "127.0.0.1");
  await events.once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  await ask(`${url}/plain?page=2`);
  await ask(`${url}/post`, { method: "POST", headers: { "user-agent": "shop/1.0" } }, "hello");
  const headers = { connection: "close" };
  await (await fetch(`${url}/boom?token=hunter2`, { headers })).text();
  await (await fetch(`${url}/unknown`, { method: "PURGE", headers })).text();
  await ask("http://127.0.0.1:1/refused").catch((error) => console.log(error.code));
  await fetch("http://127.0.0.1:1/refused").catch((error) => console.log(error.cause.code));
  server.close();
}

void main();
