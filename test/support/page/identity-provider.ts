import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type Context, type Grant, Provider } from "oidc-provider";
import { afterAll } from "vitest";

/** The ledger, as a resource for which the provider issues tokens. */
export const RESOURCE = "https://ledger.test";

export const CLIENT_ID = "page";

/** What the provider answers at its token endpoint. */
interface TokenBody {
  id_token?: string;
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
}

/**
 * An organisation's identity provider, on a port of its own. It signs in whoever comes, as {@link person}, without
 * asking. A test may change what it answers.
 */
export class IdentityProvider {
  /** Who is signed in next; nobody if the provider is to deny it. */
  person: string | undefined = "ana";
  /** How long access tokens are valid, in seconds. */
  lifetime = 600;
  /** The `aud` of access tokens. */
  audience = RESOURCE;
  /** Changes what the token endpoint answers. */
  tamper: (body: TokenBody) => TokenBody | Promise<TokenBody> = (body) => body;
  /** Changes the address to which the provider sends the browser back. */
  redirect: (address: URL) => void = () => undefined;
  /** Whether it breaks off the requests of scripts: discovery, keys and tokens. */
  isDown = false;
  /** The error with which it refuses tokens, if it does. */
  refusal: string | undefined;
  /** The grants for which tokens were requested: `authorization_code` or `refresh_token`. */
  readonly granted: string[] = [];
  /** How many people signed out. */
  ended = 0;
  /** The refresh tokens that were revoked. */
  revoked = 0;
  readonly #server: Server;
  readonly #privateKey: CryptoKey;
  readonly #key: JWK;
  readonly #oidc: Provider;

  private constructor(server: Server, privateKey: CryptoKey, key: JWK) {
    this.#server = server;
    this.#privateKey = privateKey;
    this.#key = key;
    this.#oidc = this.#provider();
  }

  /** Starts one; it is stopped after the test file. */
  static async start(): Promise<IdentityProvider> {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const provider = new IdentityProvider(server, privateKey, {
      ...(await exportJWK(privateKey)),
      alg: "ES256",
      kid: "one",
    });
    const answer = provider.#oidc.callback();
    server.on("request", (request, response) => void answer(request, response));
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The public key, as a key set. */
  get jwks(): string {
    const { d: _, ...key } = this.#key;
    return JSON.stringify({ keys: [key] });
  }

  /** Back to normal, after a test. */
  reset(): void {
    Object.assign(this, {
      person: "ana",
      lifetime: 600,
      audience: RESOURCE,
      isDown: false,
      refusal: undefined,
      ended: 0,
      revoked: 0,
    });
    this.tamper = (body) => body;
    this.redirect = () => undefined;
    this.granted.length = 0;
  }

  /** The same token with other claims, signed again, unless told otherwise with the provider's key. */
  async resigned(token: string, claims: Record<string, unknown>, key = this.#privateKey): Promise<string> {
    const header = { alg: "ES256", kid: "one" };
    return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader(header).sign(key);
  }

  /** A token for the ledger, as the provider signs them. */
  tokenOf(subject: string, expires = "10m"): Promise<string> {
    const claims = { iss: this.issuer, aud: RESOURCE, sub: subject, scope: "chain:read chain:mine", ledgers: ["*"] };
    const header = { alg: "ES256", kid: "one" };
    return new SignJWT(claims).setProtectedHeader(header).setExpirationTime(expires).sign(this.#privateKey);
  }

  #provider(): Provider {
    const provider = new Provider(this.issuer, this.#configuration());
    // The ledger's port is not known yet.
    provider.Client.prototype.redirectUriAllowed = () => true;
    provider.Client.prototype.postLogoutRedirectUriAllowed = () => true;
    provider.use(async (context, next) => {
      if (this.isDown && !context.path.startsWith("/auth")) {
        context.req.socket.destroy();
        return;
      }
      if (this.refusal !== undefined && context.path === "/token") {
        context.set("Access-Control-Allow-Origin", "*");
        context.status = 400;
        context.body = { error: this.refusal };
        return;
      }
      if (context.path.startsWith("/interaction/")) return this.#interact(provider, context);
      await next();
      await this.#change(context);
    });
    provider.on("end_session.success", () => (this.ended += 1));
    provider.on("refresh_token.destroyed", () => (this.revoked += 1));
    return provider;
  }

  /** Signs the person in, or denies it. */
  async #interact(provider: Provider, { req, res }: Context): Promise<void> {
    const result =
      this.person === undefined
        ? { error: "access_denied", error_description: "<b>no</b>" }
        : { login: { accountId: this.person, remember: false } };
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }

  async #change(context: Context): Promise<void> {
    if (context.path === "/token" && context.status === 200) {
      this.granted.push(String(context.oidc.params?.["grant_type"]));
      context.body = await this.tamper(context.body as TokenBody);
    }
    const address = context.response.get("Location");
    if (context.path.startsWith("/auth") && address.includes("state=")) {
      const changed = new URL(address);
      this.redirect(changed);
      context.set("Location", changed.href);
    }
  }

  #configuration(): Readonly<Record<string, unknown>> {
    return {
      clients: [
        {
          client_id: CLIENT_ID,
          token_endpoint_auth_method: "none",
          redirect_uris: ["https://ledger.test/"],
          grant_types: ["authorization_code", "refresh_token"],
          id_token_signed_response_alg: "ES256",
        },
      ],
      jwks: { keys: [this.#key] },
      cookies: { keys: ["for tests"] },
      clientBasedCORS: () => true,
      issueRefreshToken: () => Promise.resolve(true),
      rotateRefreshToken: true,
      findAccount: (_: Context, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
      interactions: { url: (_: Context, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
      extraTokenClaims: () => ({ ledgers: ["*"] }),
      ttl: {
        AccessToken: () => this.lifetime,
        RefreshToken: 3600,
        Session: 3600,
        Grant: 3600,
        IdToken: 600,
        Interaction: 600,
      },
      // What the client may have needs no consent.
      loadExistingGrant: async ({ oidc: { client, session } }: Context): Promise<Grant> => {
        const grant = new this.#oidc.Grant({ clientId: client?.clientId ?? "", accountId: session?.accountId ?? "" });
        grant.addOIDCScope("openid offline_access");
        grant.addResourceScope(RESOURCE, "chain:read chain:mine ledger:create");
        await grant.save();
        return grant;
      },
      features: {
        devInteractions: { enabled: false },
        revocation: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          // Without a question: the page sends the ID token.
          logoutSource: (context: Context, form: string) => {
            context.body = `<!doctype html><body>${form}<script>
              const form = document.forms[0];
              const yes = document.createElement("input");
              Object.assign(yes, { type: "hidden", name: "logout", value: "yes" });
              form.append(yes); form.submit();</script>`;
          },
        },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: "chain:read chain:mine ledger:create",
            audience: this.audience,
            accessTokenFormat: "jwt",
            accessTokenTTL: this.lifetime,
            jwt: { sign: { alg: "ES256" } },
          }),
        },
      },
    };
  }
}
