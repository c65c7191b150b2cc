/** Child processes of tests run the bundle: it must be of the sources as they are. */
export { writeBundle as setup } from "./write.ts";
