import { describe, expect, test } from "vitest";
import { request } from "../support/worker/client.ts";

const SETTINGS = {
  OIDC_ISSUER: "https://login.test/realms/clinic",
  OIDC_CLIENT_ID: "page",
  OIDC_SCOPE: "offline_access  chain:read",
  OIDC_RESOURCE: "https://ledger.test",
};

const withoutToken = { headers: { Authorization: "" } };

/** The page as it is served with settings. */
async function page(settings: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
  const response = await request("/", { headers: { ...withoutToken.headers, ...headers } }, settings);
  const html = await response.text();
  return {
    status: response.status,
    html,
    etag: response.headers.get("ETag") ?? "",
    policy: response.headers.get("Content-Security-Policy"),
    ...(await attributesIn(html)),
  };
}

/** The attributes of the page's `meta` element, and how many elements the page has. */
async function attributesIn(html: string): Promise<{ meta: Record<string, string>; elements: number }> {
  const meta: Record<string, string> = {};
  let elements = 0;
  const rewriter = new HTMLRewriter().on("*", { element: () => void (elements += 1) }).on('meta[name="sign-in"]', {
    element(element) {
      for (const [name = "", value = ""] of element.attributes) meta[name] = value;
    },
  });
  await rewriter.transform(new Response(html)).text();
  return { meta, elements };
}

describe("the page", () => {
  test("knows how to sign in, and may connect to the issuer's origin alone", async () => {
    const { meta, policy } = await page(SETTINGS);

    expect(meta).toEqual({
      name: "sign-in",
      "data-issuer": "https://login.test/realms/clinic",
      "data-client-id": "page",
      "data-scope": "openid offline_access chain:read",
      "data-resource": "https://ledger.test",
    });
    expect(policy).toMatch(/(?:^|; )connect-src 'self' https:\/\/login\.test(?:;|$)/);
  });

  test("knows whether students sign in with codes, and at which addresses", async () => {
    const addresses = "https://192.168.1.20:8787 https://teacher.local:8787";
    const codes = { CLASS_KEY: "{}", CLASS_NAME: "class-7b" };

    expect((await page({ ...codes, CLASS_ADDRESSES: addresses })).meta).toEqual({
      name: "sign-in",
      "data-codes": "",
      "data-addresses": addresses,
    });
    expect((await page({ CLASS_ADDRESSES: addresses })).meta).toEqual({ name: "sign-in" });
  });

  test.each(["/guide", "/docs", "/page/page.js", "/healthz", "/nothing"])(
    "is alone in that: the policy of %s does not change",
    async (path) => {
      const [plain, configured] = await Promise.all([{}, SETTINGS].map((each) => request(path, withoutToken, each)));
      const policies = [plain, configured].map((response) => response?.headers.get("Content-Security-Policy"));

      expect(policies[0]).toContain("connect-src 'self';");
      expect(policies[1]).toBe(policies[0]);
    },
  );

  test("knows of no provider if none is configured", async () => {
    const { meta, policy } = await page({ OIDC_SCOPE: "chain:read" });

    expect(meta).toEqual({ name: "sign-in" });
    expect(policy).toContain("connect-src 'self';");
  });

  test("is in no cache with the answer of a provider", async () => {
    const caching = async (path: string) => (await request(path, withoutToken, SETTINGS)).headers.get("Cache-Control");

    expect(await caching("/?code=a&state=b")).toBe("no-store");
    expect(await caching("/")).toBe("public, max-age=0, must-revalidate");
  });

  test("is revalidated, and sent again only when the settings change", async () => {
    const plain = await page({});
    const configured = await page(SETTINGS, { "If-None-Match": plain.etag });

    expect(configured.status).toBe(200);
    expect(configured.etag).not.toBe(plain.etag);
    expect((await page(SETTINGS, { "If-None-Match": configured.etag })).status).toBe(304);
    expect((await page({}, { "If-None-Match": configured.etag })).status).toBe(200);
    expect((await page({}, { "If-None-Match": `W/${plain.etag}` })).status).toBe(304);
  });
});

const BAD: readonly (readonly [setting: keyof typeof SETTINGS, values: readonly string[]])[] = [
  [
    "OIDC_ISSUER",
    [
      "",
      "login.test",
      "/realms/clinic",
      "http://login.test",
      "http://localhost.login.test",
      "ftp://login.test",
      "javascript:alert(1)",
      "data:text/html,x",
      "https://user:secret@login.test",
      "https://login.test/?tenant=1",
      "https://login.test/#x",
      "https://login.test/ https://other.test",
      " https://login.test",
      "https://*.login.test",
      "https://*",
      "https://login.test;script-src",
      "https://login.test,x",
      "https://'unsafe-inline'",
      "https://[::1]",
      "https://",
    ],
  ],
  ["OIDC_CLIENT_ID", ["", " page", "pa\nge", "pagé"]],
  ["OIDC_SCOPE", ['chain:read "', "chain\\read", "chain:read\n", "é"]],
  ["OIDC_RESOURCE", ["ledger", "/ledger", "https://ledger.test/#x", "https://ledger.test/ x"]],
];

describe.each(BAD)("with a wrong %s", (setting, values) => {
  test.each(values)("%j, the page works, names the setting, and quotes nothing", async (value) => {
    const { status, meta, policy } = await page({ ...SETTINGS, [setting]: value });

    expect(status).toBe(200);
    expect(Object.keys(meta)).toEqual(["name", "data-fault"]);
    expect(meta["data-fault"]).toContain(setting);
    expect(value === "" || !meta["data-fault"]?.includes(value)).toBe(true);
    expect(policy).toContain("connect-src 'self';");
  });
});

test.each([
  "http://localhost:8080",
  "http://127.0.0.1:8080/realms/x",
  "https://LOGIN.test:8443/a/",
  "https://xn--bcher-kva.test",
])("the issuer %s is accepted", async (OIDC_ISSUER) => {
  const { meta, policy } = await page({ ...SETTINGS, OIDC_ISSUER });

  expect(meta["data-issuer"]).toBe(OIDC_ISSUER);
  expect(policy).toContain(`connect-src 'self' ${new URL(OIDC_ISSUER).origin};`);
});

test.each(['"><script>alert(1)</script>', "a&quot;b", "&lt;x&gt;", "'x'"])(
  "the client ID %j reaches the page as it is, and is never markup",
  async (OIDC_CLIENT_ID) => {
    const { html, elements } = await page({ ...SETTINGS, OIDC_CLIENT_ID });
    const written = /data-client-id="([^"]*)"/.exec(html)?.[1] ?? "";

    expect(elements).toBe((await page({})).elements);
    expect(written.replaceAll("&quot;", '"').replaceAll("&amp;", "&")).toBe(OIDC_CLIENT_ID);
  },
);
