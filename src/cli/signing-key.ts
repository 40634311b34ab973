/**
 * `npm run -s signing-key -- FILE`: prints a file's private signing key, alone, for a deployment's secret. The key is
 * made when there is none.
 */
import { openSigningKey } from "./key-file.ts";

const [file] = process.argv.slice(2);
if (file === undefined || file.startsWith("-")) {
  console.error("npm run -s signing-key -- FILE   prints the private key in FILE, made when there is none");
  process.exitCode = 2;
} else {
  console.log(JSON.stringify(await openSigningKey(file)));
}
