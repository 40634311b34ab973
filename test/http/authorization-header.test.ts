import { env } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { app } from "../../src/http/app.ts";
import { request, settings, token } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { leaveAll, upgrade, watcherOf } from "../support/worker/watching.ts";

const text = await token();

describe("an Authorization header without a well-formed token", () => {
  test.each([
    ["no token", "Bearer", "no token after Bearer"],
    ["no token after the space", "Bearer ", "no token after Bearer"],
    ["the scheme alone, in lower case", "bearer", "no token after Bearer"],
    ["the scheme twice", `Bearer Bearer ${text}`, "twice"],
    ["the scheme twice, in lower case", `bearer bearer ${text}`, "twice"],
    ["the scheme twice and nothing else", "Bearer Bearer", "twice"],
    ["the scheme twice, the second one in quotes", `Bearer "Bearer ${text}"`, "twice"],
    ["the scheme twice, with a colon", `Bearer: Bearer ${text}`, "twice"],
    ["double quotes", `Bearer "${text}"`, "quotes"],
    ["single quotes", `Bearer '${text}'`, "quotes"],
    ["back quotes", `Bearer \`${text}\``, "quotes"],
    ["one quote", `Bearer ${text}"`, "quotes"],
    ["quotes around the whole value", `"Bearer ${text}"`, "quotes"],
    ["angle brackets", `Bearer <${text}>`, "brackets"],
    ["no scheme", text, "no scheme"],
    ["two tokens", `Bearer ${text} ${text}`, "white space"],
    ["a token in two pieces", `Bearer ${text.slice(0, 20)} ${text.slice(20)}`, "white space"],
    ["two values", `Bearer ${text}, Bearer ${text}`, "more than one"],
    ["a second scheme", `Bearer ${text}, Basic eDp5`, "more than one"],
    ["other characters", `Bearer {${text}}`, "characters"],
    ["another scheme", `Basic ${btoa("dr-rao:secret")}`, "a scheme other"],
    ["a scheme that starts alike", `Bearers ${text}`, "a scheme other"],
    ["DPoP", `DPoP ${text}`, "a scheme other"],
    ["a colon after the scheme", `Bearer:${text}`, "a scheme other"],
  ])("gets a specific reason: %s", async (_, header, reason) => {
    const response = await request("/get_chain", { headers: { Authorization: header } });

    const { detail } = await expectProblem(response, 401, "missing-token");
    expect(detail).toContain(reason);
    expect(detail).toContain("Authorization: Bearer <token>");
    expect(detail).not.toContain(text.slice(0, 20));
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="patient-ledger"');
  });

  test("is distinguished from two such headers", async () => {
    const headers = new Headers([
      ["Authorization", `Bearer ${text}`],
      ["Authorization", `Bearer ${text}`],
    ]);

    const { detail } = await expectProblem(await request("/get_chain", { headers }), 401, "missing-token");
    expect(detail).toContain("more than one");
  });

  test("is distinguished from a missing header", async () => {
    const response = await app.request("/get_chain", {}, { ...env, ...settings });

    expect((await expectProblem(response, 401, "missing-token")).detail).toContain("Send a token");
  });
});

describe("a token that is not a signed JWT", () => {
  test.each([
    ["opaque, as Google's", "ya29.a0AfH6SMBx", "three parts"],
    ["an API key", "sk_live_51H8xyz", "three parts"],
    ["the text of a script's missing variable", "undefined", "three parts"],
    ["truncated", text.slice(0, 60), "three parts"],
    ["encrypted", "eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d", "encrypted"],
    ["of three meaningless parts", "a.b.c", "header"],
    ["of empty parts", "..", "header"],
  ])("is refused with a description of what it is: %s", async (_, opaque, reason) => {
    const response = await request("/get_chain", { headers: { Authorization: `Bearer ${opaque}` } });

    expect((await expectProblem(response, 401, "invalid-token")).detail).toContain(reason);
    expect(response.headers.get("WWW-Authenticate")).toMatch(
      /^Bearer realm="patient-ledger", error="invalid_token", error_description="[\x20-\x21\x23-\x5B\x5D-\x7E]+"$/,
    );
  });
});

/** Requests a WebSocket with these subprotocols. */
const offered = (value: string, headers: Record<string, string> = {}) =>
  upgrade("/events", { "Sec-WebSocket-Protocol": value, ...headers });

describe("a subprotocol with a token", () => {
  test.each([
    ["is missing", "patient-ledger"],
    ["is empty", "patient-ledger, bearer."],
    ["is there twice", `patient-ledger, bearer.${text}, bearer.${text}`],
  ])("carries none when it %s", async (_, value) => {
    const { detail } = await expectProblem(await offered(value), 401, "missing-token");
    expect(detail).toContain("bearer.<token>");
    expect(detail).not.toContain(text);
  });

  test("counts along with an empty header, but not along with another value", async () => {
    const value = `patient-ledger, bearer.${text}`;
    const answer = await offered(value, { Authorization: "" });
    expect(answer.status).toBe(101);
    watcherOf(answer);
    await leaveAll();

    const { detail } = await expectProblem(await offered(value, { Authorization: "Basic eDp5" }), 401, "missing-token");
    expect(detail).toContain("a scheme other");
  });
});
