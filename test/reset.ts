import { reset } from "cloudflare:test";
import { beforeEach } from "vitest";
import { keepOneWrapper } from "./one-wrapper.ts";

keepOneWrapper();

beforeEach(async () => {
  await reset();
});
