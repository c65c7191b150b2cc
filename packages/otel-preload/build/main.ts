// Writes the files that run in an application: `npm run build` calls it, and then the compiler, which writes their types.
import { writeBundle } from "./write.ts";

await writeBundle();
