import { expect, test } from "vitest";
import { request } from "../support/worker/client.ts";

test("the verifier is a download that needs no token, so that a browser does not run it from the ledger", async () => {
  const file = await request("/verifier.html", { headers: { Authorization: "" } });

  expect(file.status).toBe(200);
  expect(file.headers.get("Content-Disposition")).toBe('attachment; filename="verifier.html"');
  expect(file.headers.get("Content-Type")).toMatch(/^text\/html/);
  const html = await file.text();
  expect(html).toContain(
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-",
  );
});
