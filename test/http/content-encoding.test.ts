import { describe, expect, test } from "vitest";
import { patient, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const JSON_TYPE = "application/json";
const record = JSON.stringify(patient(1));

/** Every route that takes a body, with a body that it accepts. */
const BODIES = [
  ["POST", "/mine_block", JSON_TYPE, record],
  ["POST", "/work", JSON_TYPE, record],
  ["POST", "/records", "application/x-ndjson", `${record}\n`],
  ["POST", "/is_valid", "text/plain", "a note"],
  ["POST", "/cosignatures", "text/plain", "a note"],
  ["PUT", "/ledgers/class-7", JSON_TYPE, `{"puzzle":"squares"}`],
] as const;

async function gzip(text: string): Promise<ArrayBuffer> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

describe.each(BODIES)("%s %s", (method, path, type, text) => {
  test.each(["gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip", "unheard-of"])(
    "refuses a body with Content-Encoding: %s, and says which encoding it accepts",
    async (encoding) => {
      const headers = { "Content-Type": type, "Content-Encoding": encoding };
      const response = await request(path, { method, headers, body: await gzip(text) });

      expect(response.headers.get("Accept-Encoding")).toBe("identity");
      await expectProblem(response, 415, "unsupported-media-type");
    },
  );

  test.each(["identity", "Identity", ""])("reads a body with Content-Encoding: %j", async (encoding) => {
    const headers = { "Content-Type": type, "Content-Encoding": encoding };

    const response = await request(path, { method, headers, body: text });

    expect(response.status).not.toBe(415);
    await response.text();
  });
});

test("a refused compressed body changes nothing", async () => {
  const headers = { "Content-Type": JSON_TYPE, "Content-Encoding": "gzip" };
  await request("/mine_block", { method: "POST", headers, body: record });

  expect(await (await request("/mempool")).json()).toMatchObject({ size: 0 });
  expect(await (await request("/get_chain")).json()).toMatchObject({ length: 1 });
});
