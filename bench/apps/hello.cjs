"use strict";
const http = require("node:http");
const { listen } = require("./listen.cjs");

listen(
  http.createServer((request, response) => {
    response.setHeader("content-type", "text/plain");
    response.end("hello\n");
  }),
);
