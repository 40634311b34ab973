import { witness } from "./commands/witness.ts";
import { main } from "./main.ts";

await main(witness);
