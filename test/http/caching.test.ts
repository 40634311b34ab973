import { describe, expect, test } from "vitest";
import { mine, patient, request } from "../support/worker/client.ts";
import { storeChain } from "../support/storage/main.ts";
import { VECTOR } from "../support/worker/squares-chains.ts";

async function etag(path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await request(path, { headers });
  await response.arrayBuffer();
  return response.headers.get("ETag") ?? "";
}

describe("the entity tag of /get_chain", () => {
  test("is strong, and stays the same while nothing is added", async () => {
    const tag = await etag("/get_chain");

    expect(tag).toMatch(/^"[^"]+"$/);
    expect(await etag("/get_chain")).toBe(tag);
  });

  test("changes when a block is mined", async () => {
    const before = await etag("/get_chain");
    await mine(patient(1));

    expect(await etag("/get_chain")).not.toBe(before);
    const response = await request("/get_chain", { headers: { "If-None-Match": before } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ length: 2 });
  });

  test("differs by query and by media type", async () => {
    await storeChain(VECTOR);
    const tags = [];
    for (const query of ["", "?from=2", "?limit=2", "?from=2&limit=2", "?from=22", "?from=2&limit=22"]) {
      tags.push(await etag(`/get_chain${query}`));
      tags.push(await etag(`/get_chain${query}`, { Accept: "application/x-ndjson" }));
    }

    expect(new Set(tags).size).toBe(12);
  });

  test.each([
    { form: "the tag itself", header: (tag: string) => tag },
    { form: "a list with the tag in it", header: (tag: string) => `"a", ${tag}, "b"` },
    { form: "a list without spaces", header: (tag: string) => `"a",${tag}` },
    { form: "the weak form of the tag", header: (tag: string) => `W/${tag}` },
    { form: "a list with the weak tag in it", header: (tag: string) => `W/"a", W/${tag}` },
    { form: "a star", header: () => "*" },
  ])("makes If-None-Match with $form answer 304 without a body", async ({ header }) => {
    await storeChain(VECTOR);
    const tag = await etag("/get_chain?limit=3");

    const response = await request("/get_chain?limit=3", { headers: { "If-None-Match": header(tag) } });

    expect(response.status).toBe(304);
    expect(await response.text()).toBe("");
    expect(response.headers.get("ETag")).toBe(tag);
    expect(response.headers.get("Vary")?.split(/, */)).toContain("Accept");
  });

  test.each([
    { form: "another tag", header: () => `"another"` },
    { form: "the tag without quotes", header: (tag: string) => tag.slice(1, -1) },
    { form: "a part of the tag", header: (tag: string) => `${tag.slice(0, 20)}"` },
    { form: "nothing", header: () => "" },
  ])("makes If-None-Match with $form answer 200", async ({ header }) => {
    const response = await request("/get_chain", { headers: { "If-None-Match": header(await etag("/get_chain")) } });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ length: 1 });
  });

  test("of one query does not yield 304 for another", async () => {
    await storeChain(VECTOR);

    const response = await request("/get_chain?limit=3", { headers: { "If-None-Match": await etag("/get_chain") } });

    expect(response.status).toBe(200);
    expect((await response.json<{ chain: unknown[] }>()).chain).toHaveLength(3);
  });

  test("yields 304 for HEAD too", async () => {
    const tag = await etag("/get_chain");

    const response = await request("/get_chain", { method: "HEAD", headers: { "If-None-Match": tag } });

    expect(response.status).toBe(304);
  });
});
