/**
 * The Worker, with a route that verifies one Ed25519 signature as often as its query says, over as many bytes as a signed
 * entry takes: a module for the bundle. The client measures the time, since the runtime's own clock stands still.
 */
export const VERIFYING = `
import worker, { Ledger, Vault } from "./worker.js";
export { Ledger, Vault };
const AT_ONCE = 500;
async function verify(count) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const input = new Uint8Array(650).fill(7);
  const signature = await crypto.subtle.sign("Ed25519", privateKey, input);
  for (let done = 0; done < count; done += AT_ONCE) {
    const all = Array.from({ length: AT_ONCE }, () => crypto.subtle.verify("Ed25519", publicKey, signature, input));
    if ((await Promise.all(all)).includes(false)) return "wrong";
  }
  return "right";
}
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/subtle-verify") return worker.fetch(request, env, ctx);
    return new Response(await verify(Number(searchParams.get("count"))));
  },
};
`;
