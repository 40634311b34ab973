import { describe, expect, test } from "vitest";
import { preferredType } from "../../src/http/answers/negotiation.ts";
import { mine, patient, request } from "../support/worker/client.ts";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";

deployedWith(SIGNING);

const JSON_TYPE = "application/json";
const LINES = "application/x-ndjson";

describe("the type preferred by an Accept header", () => {
  test.each([
    [undefined, JSON_TYPE],
    ["", JSON_TYPE],
    ["*/*", JSON_TYPE],
    ["*", JSON_TYPE],
    [LINES, LINES],
    ["Application/X-NDJSON", LINES],
    [`${LINES}; charset=utf-8`, LINES],
    [`${JSON_TYPE};q=0.1, ${LINES}`, LINES],
    [`${LINES};q=0.1, ${JSON_TYPE}`, JSON_TYPE],
    [`${JSON_TYPE};Q=0.1,${LINES};Q=0.2`, LINES],
    [`${JSON_TYPE} ; q=0.5 , ${LINES} ; q=0.51`, LINES],
    [`${JSON_TYPE};charset=utf-8;q=0.1, ${LINES}`, LINES],
    [`${LINES}, ${JSON_TYPE}`, LINES],
    [`${JSON_TYPE}, ${LINES}`, JSON_TYPE],
    [`${LINES}, */*`, LINES],
    [`${LINES}, application/*`, LINES],
    [`${JSON_TYPE};q=0.2, */*`, LINES],
    [`${JSON_TYPE};q=0.2, application/*;q=0.3`, LINES],
    [`${JSON_TYPE};q=0, */*`, LINES],
    [`${JSON_TYPE};q=0, application/*;q=0.1`, LINES],
    [`${JSON_TYPE};q=0.000, ${LINES};q=0.001`, LINES],
    [`${LINES};q=0, */*`, JSON_TYPE],
    [`${LINES};q=0.5, */*;q=0.1`, LINES],
    ["text/*, */*;q=0.1", JSON_TYPE],
    // No acceptable type: the default type, not a 406.
    ["text/html", JSON_TYPE],
    ["*/*;q=0", JSON_TYPE],
    [`${JSON_TYPE};q=0`, JSON_TYPE],
    [`${LINES};q=0`, JSON_TYPE],
    // Invalid weights.
    [`${LINES};q=`, LINES],
    [`${LINES};q=2, ${JSON_TYPE};q=0.5`, LINES],
    [`${LINES};q=high, ${JSON_TYPE};q=0.5`, LINES],
    [`,, ;q=1, ${LINES}`, LINES],
  ])("%j is %s", (accept, type) => {
    expect(preferredType(accept, [JSON_TYPE, LINES])).toBe(type);
  });
});

test.each([
  ["/get_chain", JSON_TYPE, LINES],
  ["/is_valid", JSON_TYPE, "text/event-stream"],
  ["/blocks/1/proof", JSON_TYPE, "text/plain"],
])("%s negotiates the content type, and declares that its answer varies", async (path, usual, other) => {
  await mine(patient(1));
  for (const [accept, type] of [
    [`${usual};q=0.1, ${other}`, other],
    [`${usual};q=0, */*`, other],
    [`${other};q=0.1, ${usual}`, usual],
    ["text/html", usual],
  ] as const) {
    const response = await request(path, { headers: { Accept: accept } });
    await response.text();
    expect({ accept, type: response.headers.get("Content-Type")?.split(";")[0] }).toEqual({ accept, type });
    expect(response.headers.get("Vary")).toContain("Accept");
  }
});
