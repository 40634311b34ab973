import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { allowInsecureRequests } from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isProblem, LedgerClient, readMempool, registerRecord, type TokenSource } from "../../src/client/index.ts";
import { bundleWorker } from "../support/e2e/bundle.ts";
import { ROOT } from "../support/root.ts";
import { Runtime } from "../support/e2e/runtime.ts";
import { buildPrograms } from "../support/integrating-guide.ts";

const AUDIENCE = "https://ledger.test";
const ID = "clinic";
const SECRET = "a secret that only the tests know";
const SCOPE = "chain:read chain:mine";

/** How the provider makes the next tokens: how long they last, and for whom they are. */
let issued = { seconds: 3_600, audience: AUDIENCE };
/** How often it was asked for one. */
let grants = 0;

let server: Server;
let issuer: string;
let runtime: Runtime;
/** Inside the repository, so that the programs find the packages. */
let folder: string;
let clientCredentials: (
  issuer: string,
  id: string,
  secret: string,
  wanted: Record<string, string>,
  options: object,
) => Promise<TokenSource>;

/** An identity provider whose only client is a service. */
async function startProvider(): Promise<void> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: ID,
        client_secret: SECRET,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "ES256", kid: "one" }] },
    extraTokenClaims: () => ({ ledgers: ["*"] }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: issued.audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: issued.seconds,
          jwt: { sign: { alg: "ES256" } },
        }),
      },
    },
  });
  provider.use(async (context, next) => {
    if (context.path === "/token") grants += 1;
    await next();
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
}

/** Compiles the programs of the guide. Theirs is a provider with TLS, which the tests' does not have. */
async function compilePrograms(): Promise<void> {
  const insecure = `import { allowInsecureRequests } from "openid-client";
    import { clientCredentials as printed } from "./tokens.ts";
    export const clientCredentials = (...args) => printed(...args, { execute: [allowInsecureRequests] });`;
  writeFileSync(join(folder, "insecure.ts"), insecure);
  await buildPrograms(folder, ["tokens", "service"], {
    name: "insecure",
    setup: (bundler) => {
      bundler.onResolve({ filter: /^\.\/tokens\.ts$/ }, ({ importer }) =>
        importer.endsWith("service.ts") ? { path: join(folder, "insecure.ts") } : undefined,
      );
    },
  });
  ({ clientCredentials } = (await import(pathToFileURL(join(folder, "tokens.mjs")).href)) as {
    clientCredentials: typeof clientCredentials;
  });
}

beforeAll(async () => {
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  folder = mkdtempSync(join(ROOT, ".build/credentials-"));
  await Promise.all([startProvider(), compilePrograms()]);
  runtime = await Runtime.start(bundleWorker(folder), folder, {
    own: { AUTH_JWKS: "", AUTH_JWKS_URL: `${issuer}/jwks`, AUTH_ISSUER: issuer, AUTH_AUDIENCE: AUDIENCE },
  });
});
afterAll(async () => {
  await runtime.stop();
  server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  issued = { seconds: 3_600, audience: AUDIENCE };
  grants = 0;
});

/** A client with the tokens of the guide's program. */
async function service(scope = SCOPE): Promise<LedgerClient> {
  const options = { execute: [allowInsecureRequests] };
  const token = await clientCredentials(issuer, ID, SECRET, { resource: AUDIENCE, scope }, options);
  return new LedgerClient({ url: runtime.url, token });
}

describe("a service with the tokens of its identity provider", () => {
  it("registers records, and asks for one token however many requests need it", async () => {
    const client = await service();
    const registering = [1, 2, 3, 4, 5, 6, 7, 8].map((number) =>
      registerRecord(client, { patient_name: "Alice", patient_ID: `P-${number}`, Reg_no: `R-${number}` }),
    );

    for (const answer of await Promise.all(registering)) expect(answer).toHaveProperty("block");
    await readMempool(client);
    expect(grants).toBe(1);
  });

  it("asks for a new token shortly before the old one expires", async () => {
    issued.seconds = 20;
    const client = await service();
    await Promise.all([readMempool(client), readMempool(client)]);
    expect(grants).toBe(1);

    await readMempool(client);
    expect(grants).toBe(2);
  });

  it("asks for another token if the ledger refuses the one it has, and once only", async () => {
    const client = await service();
    issued.audience = "https://elsewhere.test";
    await expect(readMempool(client)).rejects.toMatchObject({ status: 401, problem: "invalid-token" });
    expect(grants).toBe(2);

    issued.audience = AUDIENCE;
    await Promise.all([readMempool(client), readMempool(client), readMempool(client)]);
    expect(grants).toBe(3);
  });

  it("gets no more rights than it asked for", async () => {
    const client = await service("chain:read");
    await readMempool(client);

    const error: unknown = await registerRecord(client, { patient_name: "A", patient_ID: "P", Reg_no: "R" }).catch(
      (reason: unknown) => reason,
    );
    expect(isProblem(error, "insufficient-scope")).toBe(true);
  });

  it("is the printed program", async () => {
    const env = { LEDGER: runtime.url, ISSUER: issuer, CLIENT_ID: ID, CLIENT_SECRET: SECRET, AUDIENCE };
    const run = promisify(execFile)(process.execPath, [join(folder, "service.mjs")], {
      env: { ...process.env, ...env },
    });
    expect((await run).stdout).toMatch(/^\d+ blocks\n$/);
  });
});
