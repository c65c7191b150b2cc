import { allFaults } from "./faults.ts";
import { fireEach } from "./suite.ts";

// Every duration a twentieth: five minutes are fifteen seconds.
fireEach({ timeScale: 1 / 20, faults: allFaults });
