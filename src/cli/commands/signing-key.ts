import { EXIT, type Run } from "../command.ts";
import { print } from "../io.ts";
import { openSigningKey } from "../key-file.ts";

const USAGE = "npm run -s signing-key -- FILE   prints the private key in FILE, made when there is none";

/**
 * `npm run -s signing-key -- FILE`: prints a file's private signing key, alone, for a deployment's secret. The key is
 * made when there is none.
 */
export const signingKey: Run = async ([file], { stdout, stderr }) => {
  if (file === undefined || file.startsWith("-")) {
    print(stderr, USAGE);
    return EXIT.failed;
  }
  stdout.write(`${JSON.stringify(await openSigningKey(file))}\n`);
  return EXIT.done;
};
