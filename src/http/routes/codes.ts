import type { Hono } from "hono";
import { exchangeCode } from "../../contract/routes/classes.ts";
import { Problem } from "../answers/problem.ts";
import { codeClass, givesCodes } from "../classes/class-settings.ts";
import { classroomOf } from "../classes/classrooms.ts";
import { studentToken } from "../classes/student-token.ts";
import type { AppEnv } from "../environment.ts";
import { mount } from "../mount.ts";

/** What a wrong, an unknown and a malformed code are answered. */
const WRONG =
  "This code is not known. Compare it with your sheet, letter by letter. If your teacher has given you a new one, type that.";

/** Why a student's present code is refused. Only whoever has it is told. */
const REFUSED = {
  wrong: WRONG,
  spent: "This code was used on another device. Ask your teacher for a new one.",
  withdrawn: "This code was withdrawn. Ask your teacher for a new one.",
  ended: "The class of this code has ended. Ask your teacher.",
} as const;

/** The route that exchanges a student's code for a token. */
export function codeRoutes(app: Hono<AppEnv>): void {
  // Where no codes are given out, this is a path like any other, whatever is sent to it.
  app.post("/codes", async (c, next) => (givesCodes(c.env) ? next() : c.notFound()));

  mount(app, exchangeCode, async (c, { body: { code, device = "" } }) => {
    const given = await codeClass(c.env);
    if (!given) throw new Problem("not-found", "This deployment gives out no codes.");
    // Cloudflare sets the header. A client of `wrangler dev` can forge it, and then meets the limit for all addresses.
    const address = c.req.header("CF-Connecting-IP") ?? "";
    const result = await classroomOf(c.env, given.name).exchange(code, device, address);
    switch (result.outcome) {
      case "exchanged": {
        const { place, issue, ends } = result;
        return { status: 200, json: { ...place, token: await studentToken(c.env, given, { ...place, issue, ends }) } };
      }
      case "limited":
        throw new Problem(
          "rate-limited",
          "There were too many wrong codes. Wait a minute, then type your code again.",
          {
            headers: { "Retry-After": String(result.wait) },
          },
        );
      default:
        throw new Problem("code-refused", REFUSED[result.outcome]);
    }
  });
}
