import { mine } from "./commands/mine.ts";
import { main } from "./main.ts";

await main(mine);
