import { follow } from "./commands/follow.ts";
import { main } from "./main.ts";

await main(follow);
