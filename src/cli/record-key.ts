import { recordKey } from "./commands/record-key.ts";
import { main } from "./main.ts";

await main(recordKey);
