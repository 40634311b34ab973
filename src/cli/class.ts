import { classCommand } from "./commands/class.ts";
import { main } from "./main.ts";

await main(classCommand);
