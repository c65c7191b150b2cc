import { writeSync } from "node:fs";

writeSync(3, "here\n");
