"use strict";
const { writeSync } = require("node:fs");

/** Says at descriptor 3 which port it is: nothing goes through stdout, which libraries write to. */
exports.listen = (server) => {
  server.listen(0, "127.0.0.1", () => writeSync(3, `${server.address().port}\n`));
};
