export { providerStrings } from "../en/provider.ts";
