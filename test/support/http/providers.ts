import { issuerKey, type IssuerKey } from "./issuer.ts";

/** The tokens and keys of identity providers, in the form of their documentation; names and numbers are made up. */
export interface ProviderToken {
  readonly what: string;
  readonly issuer: string;
  /** The value of AUTH_AUDIENCE for it. */
  readonly audience: string;
  readonly key: IssuerKey;
  readonly header: object;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The key set at the provider's `jwks_uri`. */
  readonly keys: readonly object[];
  /** The scopes that it grants; none if {@link refused} gives a reason. */
  readonly opens: readonly string[];
  /** The claim for which it is refused. */
  readonly refused?: string;
}

const rsa = await issuerKey("RS256");
const otherRsa = await issuerKey("RS256");
const pss = await issuerKey("PS256");
const ec = await issuerKey("ES256");
const certificate = ["MIIC/jCCAeagAwIBAgIJANMadeUpCertificate"];

const now = () => Math.floor(Date.now() / 1000);
const times = () => ({ iat: now() - 10, nbf: now() - 10, exp: now() + 3600 });

const TENANT = "11111111-2222-4333-8444-555555555555";
const ENTRA = {
  issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  audience: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
  key: rsa,
  header: { typ: "JWT", kid: "H9nj5AOSswMphg1SFx7jaV-lB9w" },
  // Its keys are many, and have no `alg`.
  keys: ["CNv0OI3RwqlHFEVnaoMAshCH2XE", "H9nj5AOSswMphg1SFx7jaV-lB9w"].map((kid, at) => ({
    ...(at === 1 ? rsa : otherRsa).jwk,
    use: "sig",
    kid,
    x5t: kid,
    x5c: certificate,
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    cloud_instance_name: "microsoftonline.com",
  })),
};
const entraClaims = () => ({
  aud: ENTRA.audience,
  iss: ENTRA.issuer,
  ...times(),
  azp: "99999999-8888-4777-8666-555555555555",
  oid: "12345678-1234-4234-8234-123456789012",
  tid: TENANT,
  ver: "2.0",
});

const AUTH0 = {
  issuer: "https://clinic.eu.auth0.com/",
  audience: "https://ledger.clinic.test",
  key: rsa,
  header: { typ: "JWT", kid: "NEM1NjI3RTBCMDQ4" },
  keys: [
    { ...rsa.jwk, use: "sig", alg: "RS256", kid: "NEM1NjI3RTBCMDQ4", x5t: "NEM1NjI3RTBCMDQ4", x5c: certificate },
    { ...otherRsa.jwk, use: "sig", alg: "RS256", kid: "next", x5t: "next", x5c: certificate },
  ],
};
const auth0Claims = () => ({
  iss: AUTH0.issuer,
  sub: "auth0|6543a1b2c3d4e5f678901234",
  aud: [AUTH0.audience, "https://clinic.eu.auth0.com/userinfo"],
  iat: now() - 10,
  exp: now() + 86_400,
  azp: "a3B7Lc1DKlMNoPqRsTuVwXyZ",
});

const keycloak = (key: IssuerKey) => ({
  issuer: "https://id.clinic.test/realms/clinic",
  audience: "patient-ledger",
  key,
  header: { typ: "JWT", kid: "FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE" },
  // Next to its signing key there is one for encryption.
  keys: [
    { ...otherRsa.jwk, kid: "3fQ1", alg: "RSA-OAEP", use: "enc", x5c: certificate, "x5t#S256": "c2hh" },
    { ...key.jwk, kid: "FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE", alg: key.alg, use: "sig", x5c: certificate },
  ],
});
const keycloakClaims = () => ({
  exp: now() + 300,
  iat: now() - 1,
  iss: "https://id.clinic.test/realms/clinic",
  aud: ["patient-ledger", "account"],
  sub: "f3c1a2b4-0000-4000-8000-000000000001",
  typ: "Bearer",
  azp: "clinic-app",
  realm_access: { roles: ["offline_access", "chain:mine"] },
  resource_access: { account: { roles: ["manage-account", "ledger:create"] } },
  scope: "openid email chain:read",
  preferred_username: "dr-rao",
});

const OKTA = {
  issuer: "https://clinic.okta.com/oauth2/default",
  audience: "api://patient-ledger",
  key: rsa,
  header: { kid: "ZkvelLN_seik7w4pc" },
  keys: [{ ...rsa.jwk, alg: "RS256", kid: "ZkvelLN_seik7w4pc", use: "sig" }],
};
const oktaClaims = () => ({
  ver: 1,
  iss: OKTA.issuer,
  aud: OKTA.audience,
  iat: now() - 10,
  exp: now() + 3600,
  cid: "0oa1",
  uid: "00u1",
  scp: ["openid", "chain:read", "chain:mine"],
  sub: "rao@clinic.test",
});

const COGNITO = {
  issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf",
  audience: "https://ledger.clinic.test",
  key: rsa,
  header: { kid: "1234example=" },
  keys: [{ ...rsa.jwk, alg: "RS256", kid: "1234example=", use: "sig" }],
};
const cognitoClaims = () => ({
  sub: "aaaaaaaa-bbbb-4ccc-8ddd-ffffffffffff",
  iss: COGNITO.issuer,
  version: 2,
  client_id: "57cbishk4j24pabc1234567890",
  token_use: "access",
  scope:
    "openid https://ledger.clinic.test/chain:read https://ledger.clinic.test/chain:mine https://other.test/ledger:create",
  exp: now() + 3600,
  iat: now() - 10,
});

const GOOGLE = {
  issuer: "https://accounts.google.com",
  audience: "1234987819200.apps.googleusercontent.com",
  key: rsa,
  header: { typ: "JWT", kid: "c1892eb49d7ef9adf8b2e14c05ca0d032714a237" },
  keys: [{ ...rsa.jwk, alg: "RS256", kid: "c1892eb49d7ef9adf8b2e14c05ca0d032714a237", use: "sig" }],
};

/** Tokens of providers, each with the scopes that it grants. */
export const PROVIDER_TOKENS: readonly ProviderToken[] = [
  {
    what: "Entra ID, for a user (delegated, `scp`)",
    ...ENTRA,
    claims: {
      ...entraClaims(),
      name: "R. Rao",
      scp: "chain:read chain:mine",
      sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    },
    opens: ["chain:read", "chain:mine"],
  },
  {
    what: "Entra ID, for a user with app roles (`scp` and `roles`)",
    ...ENTRA,
    claims: {
      ...entraClaims(),
      scp: "chain:read",
      roles: ["ledger:create"],
      sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    },
    opens: ["chain:read", "ledger:create"],
  },
  {
    what: "Entra ID, for an application (app-only, `roles`)",
    ...ENTRA,
    claims: {
      ...entraClaims(),
      idtyp: "app",
      roles: ["chain:read", "chain:mine"],
      sub: "12345678-1234-4234-8234-123456789012",
    },
    opens: ["chain:read", "chain:mine"],
  },
  {
    what: "Entra ID, for an API that is set to tokens of version 1",
    ...ENTRA,
    claims: {
      ...entraClaims(),
      ver: "1.0",
      iss: `https://sts.windows.net/${TENANT}/`,
      scp: "chain:read",
      sub: "AAAAAIkz",
    },
    opens: [],
    refused: "iss",
  },
  {
    what: "Auth0, with the user's permissions (`permissions`)",
    ...AUTH0,
    claims: { ...auth0Claims(), scope: "openid profile email", permissions: ["chain:read", "chain:mine"] },
    opens: ["chain:read", "chain:mine"],
  },
  {
    what: "Auth0, in the profile of RFC 9068 (`scope`)",
    ...AUTH0,
    header: { ...AUTH0.header, typ: "at+jwt" },
    claims: { ...auth0Claims(), client_id: "a3B7Lc1DKlMNoPqRsTuVwXyZ", jti: "73WakrfVbN", scope: "openid chain:read" },
    opens: ["chain:read"],
  },
  {
    what: "Auth0, for an application (`gty`)",
    ...AUTH0,
    claims: {
      ...auth0Claims(),
      sub: "awZfdIir@clients",
      gty: "client-credentials",
      aud: AUTH0.audience,
      scope: "chain:mine",
    },
    opens: ["chain:mine"],
  },
  // A realm names its roles as it likes, so they grant nothing.
  ...[rsa, pss, ec].map((key) => ({
    what: `Keycloak, signed with ${key.alg} (\`scope\`)`,
    ...keycloak(key),
    claims: keycloakClaims(),
    opens: ["chain:read"],
  })),
  { what: "Okta (`scp`, a list)", ...OKTA, claims: oktaClaims(), opens: ["chain:read", "chain:mine"] },
  {
    what: "Amazon Cognito, asked for with `resource` (`scope` with the API's identifier before it)",
    ...COGNITO,
    claims: { ...cognitoClaims(), aud: COGNITO.audience },
    opens: ["chain:read", "chain:mine"],
  },
  { what: "Amazon Cognito, without `resource`", ...COGNITO, claims: cognitoClaims(), opens: [], refused: "aud" },
  {
    what: "Google, an ID token",
    ...GOOGLE,
    claims: {
      iss: GOOGLE.issuer,
      azp: GOOGLE.audience,
      aud: GOOGLE.audience,
      sub: "10769150350006150715113082367",
      email: "rao@clinic.test",
      at_hash: "HK6E_P6Dh8Y93mRNtsDB1Q",
      nonce: "0394852",
      iat: now() - 10,
      exp: now() + 3600,
    },
    opens: [],
  },
];
