import { compare } from "./commands/compare.ts";
import { main } from "./main.ts";

await main(compare);
