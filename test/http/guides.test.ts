import { describe, expect, test } from "vitest";
import { request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

const withoutToken = { headers: { Authorization: "" } };

describe("the guides", () => {
  test.each(["/guide", "/guide/api", "/guide/operating"])(
    "%s is shown without a token, under the strict policy",
    async (path) => {
      const page = await request(path, withoutToken);

      expect(page.status).toBe(200);
      expect(page.headers.get("Content-Type")).toMatch(/^text\/html/);
      const policy = page.headers.get("Content-Security-Policy");
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe-inline");
      expect(await page.text()).toContain('<nav class="places" aria-label="Guides">');
    },
  );

  test("come with their style sheet and pictures", async () => {
    const html = await (await request("/guide/classroom", withoutToken)).text();
    const files = Array.from(html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|svg|png))"/g), ([, path = ""]) => path);

    expect(files.length).toBeGreaterThan(3);
    for (const path of files) {
      const file = await request(path, withoutToken);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get("Content-Type")).toMatch(/^(?:text\/css|image\/(?:svg\+xml|png))/);
      await file.arrayBuffer();
    }
  });

  test.each(["/guide/nothing", "/guide/README", "/guide/api.md", "/guide/pictures/nothing.png"])(
    "%s is not a guide",
    async (path) => {
      const response = await request(path, withoutToken);

      expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      await expectProblem(response, 404, "not-found");
    },
  );
});
