import { threeFaults } from "../live/faults.ts";
import { fireEach } from "../live/suite.ts";

// The rest of them, and in real time: npm run test:live.
fireEach({ timeScale: 1 / 20, faults: threeFaults });
