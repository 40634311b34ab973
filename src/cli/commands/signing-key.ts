import { EXIT, type Run } from "../command.ts";
import { print } from "../io.ts";
import { openSigningKey } from "../keys/key-file.ts";
import { invoked } from "../invoked.ts";

const USAGE = `${invoked("signing-key")} FILE   prints the private key in FILE; creates it if FILE does not exist`;

/**
 * `npm run -s signing-key -- FILE`: prints a file's private signing key and nothing else, for a deployment's secret.
 * It creates the key if the file does not exist.
 */
export const signingKey: Run = async ([file], { stdout, stderr }) => {
  if (file === undefined || file.startsWith("-")) {
    print(stderr, USAGE);
    return EXIT.failed;
  }
  stdout.write(`${JSON.stringify(await openSigningKey(file))}\n`);
  return EXIT.done;
};
