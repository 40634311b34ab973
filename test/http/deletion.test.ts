import { expect, test } from "vitest";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";
import { request, token } from "../support/worker/client.ts";

deployedWith(SIGNING);
test("a sandbox is deleted for good", async () => {
  const all = await token({ scope: "chain:read chain:mine ledger:create ledger:delete", ledgers: ["*"] });
  const headers = { Authorization: `Bearer ${all}`, "Content-Type": "application/json" };
  const call = (method: string, path = "", body?: object) =>
    request(`/ledgers/box${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
  expect((await call("PUT", "", { puzzle: "squares", sandbox: true })).status).toBe(201);
  const d = await call("GET");
  expect(d.status).toBe(200);
  expect(await d.json()).toMatchObject({ sandbox: true });
  expect((await call("PUT", "", { puzzle: "squares", sandbox: true })).status).toBe(200);
  expect((await call("PUT", "", { puzzle: "squares" })).status).toBe(409);
  expect((await call("POST", "/mine_block", { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" })).status).toBe(
    201,
  );
  expect((await call("DELETE")).status).toBe(204);
  expect((await call("DELETE")).status).toBe(410);
  expect((await call("GET")).status).toBe(410);
  expect((await call("GET", "/get_chain")).status).toBe(410);
  expect((await call("GET", "/vkey")).status).toBe(410);
  expect((await call("PUT", "", { puzzle: "squares", sandbox: true })).status).toBe(410);
});
