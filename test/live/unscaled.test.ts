import { threeFaults } from "./faults.ts";
import { fireEach } from "./suite.ts";

// In real time, as it is configured; together, because each takes a quarter of an hour.
fireEach({ timeScale: 1, faults: [threeFaults] });
