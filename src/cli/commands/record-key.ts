import { EXIT, type Run } from "../command.ts";
import { print } from "../io.ts";
import { openRecordKey } from "../keys/key-file.ts";
import { invoked } from "../invoked.ts";

const USAGE = `${invoked("record-key")} FILE   prints the record key in FILE; creates it if FILE does not exist`;

/**
 * `npm run -s record-key -- FILE`: prints a file's record key and nothing else, for a deployment's secret. It creates the
 * key if the file does not exist.
 */
export const recordKey: Run = async ([file], { stdout, stderr }) => {
  if (file === undefined || file.startsWith("-")) {
    print(stderr, USAGE);
    return EXIT.failed;
  }
  stdout.write(`${JSON.stringify(await openRecordKey(file))}\n`);
  return EXIT.done;
};
