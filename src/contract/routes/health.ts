import * as z from "zod";
import { json } from "../content.ts";
import type { Route } from "../route.ts";

export const health = {
  method: "get",
  path: "/healthz",
  operationId: "health",
  group: "description",
  summary: "Whether the Worker is running",
  request: {},
  answers: { 200: { description: "It is running.", content: json(z.object({ status: z.literal("ok") })) } },
  problems: [],
} as const satisfies Route;
