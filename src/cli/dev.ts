import { dev } from "./commands/dev.ts";
import { main } from "./main.ts";

await main(dev);
