import http from "node:http";
import { listen } from "./listen.cjs";

listen(
  http.createServer((request, response) => {
    response.setHeader("content-type", "text/plain");
    response.end("hello\n");
  }),
);
