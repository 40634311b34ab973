import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MOST_STUDENTS } from "../../class/class-names.ts";
import { askedPlan, durationOf, PLAN_OPTIONS, portOf } from "../class/class-options.ts";
import { newPlan, resumedPlan } from "../class/class-plan.ts";
import { runDeployedClass } from "../class/deployed-class.ts";
import { requireFreePorts } from "../class/free-port.ts";
import { runLocalClass } from "../class/local-class.ts";
import { clearFolder, savedClass } from "../class/plan-file.ts";
import type { Issuer } from "../class/tokens.ts";
import { command, EXIT, UsageError } from "../command.ts";
import { ROOT } from "../dev/worker-settings.ts";
import { invoked, named } from "../invoked.ts";
import { print } from "../io.ts";
import { DEVELOPMENT, KEY_FOLDER, openTokenKey, TOKEN_KEY_FILE } from "../keys/token-key.ts";
import { lock } from "../lock.ts";

/** Where a class is stored, below the project's root. */
const FOLDER = join(ROOT, ".class");

const USAGE = `${invoked("class")} --students NUMBER | --list FILE [options]
${named("class")}                      resume the class in .class
  --students NUMBER  how many students there are, at most ${MOST_STUDENTS}
  --list FILE        their names: CSV with a column "name", or one name a line
  --name NAME        the class's name, and its ledger's   (class)
  --hours NUMBER     when its codes expire                (3)
  --puzzle NAME      squares or block-hash                (block-hash)
  --difficulty BITS  of the class's ledger, for block-hash   (26 to 30, by the number of students; with --url 24)
  --port PORT        for https; the next one explains the browser's warning   (8787, or the resumed class's)
  --keep             keep everything at the end
  --url URL          hold the class on a deployment, with links in place of codes. With it:
  --key FOLDER       the folder of the key that signs its tokens   (.dev)
  --issuer TEXT      the claim iss of its tokens          (${DEVELOPMENT.issuer})
  --audience TEXT    the claim aud of its tokens          (${DEVELOPMENT.audience})
Ctrl-C ends the class, and deletes its ledgers, codes and names unless you gave --keep.`;

/**
 * `npm run class`: one class with one command. It starts a server that the students' browsers reach, creates their ledgers
 * and codes, and writes the sheet that the teacher prints. It runs until Ctrl-C, and then deletes all that.
 */
export const classCommand = command({
  usage: USAGE,
  options: {
    ...PLAN_OPTIONS,
    hours: { type: "string", default: "3" },
    port: { type: "string" },
    keep: { type: "boolean", default: false },
    key: { type: "string" },
    issuer: { type: "string" },
    audience: { type: "string" },
  },
  async run({ hours, keep, ...values }, io) {
    const ends = new Date(Date.now() + durationOf(hours));
    const asked = await askedPlan(values);
    const saved = await savedClass(FOLDER);
    const plan = saved ? resumedPlan(saved.plan, asked, FOLDER) : newPlan(asked);
    const isLocal = plan.url === null;
    refuseOthers(values, isLocal ? ["key", "issuer", "audience"] : ["port"], isLocal);
    // The students' pages and sheets know the port on which the class was.
    const port = portOf(values.port ?? String(saved?.port ?? 8787));
    const issuer = isLocal ? undefined : await issuerOf(values);
    const release = lock(FOLDER);
    try {
      // It holds keys, codes and names.
      chmodSync(FOLDER, 0o700);
      if (isLocal) await requireFreePorts([port, port + 1, ...(saved?.port ? [saved.port] : [])]);
      if (saved) print(io.stdout, `Resuming the class ${plan.name}.`);
      else await clearFolder(FOLDER);
      const options = { folder: FOLDER, ends, keep, isResumed: saved !== undefined, stop: io.stopSignal() };
      await (issuer ? runDeployedClass(plan, issuer, options, io) : runLocalClass(plan, port, options, io));
    } finally {
      release();
    }
    if (keep) print(io.stdout, `The class is kept in ${FOLDER}. To resume it: ${named("class")}`);
    else {
      rmSync(FOLDER, { recursive: true, force: true });
      print(io.stdout, `The class ${plan.name} is over, and ${FOLDER} is deleted.`);
    }
    return EXIT.done;
  },
});

/** @throws UsageError if one of the options is given, which mean nothing for this class */
function refuseOthers(values: Readonly<Record<string, unknown>>, options: readonly string[], isLocal: boolean): void {
  const given = options.find((option) => values[option] !== undefined);
  if (given) throw new UsageError(`--${given} is for a class ${isLocal ? "on a deployment" : "on this machine"} only.`);
}

/** Who signs the tokens of a class on a deployment. */
async function issuerOf({
  key: folder = KEY_FOLDER,
  ...claims
}: {
  readonly key?: string;
  readonly issuer?: string;
  readonly audience?: string;
}): Promise<Issuer> {
  const { issuer = DEVELOPMENT.issuer, audience = DEVELOPMENT.audience } = claims;
  if (!existsSync(join(folder, TOKEN_KEY_FILE))) {
    throw new Error(
      `${folder} holds no key that signs tokens. Give the folder with the key that the deployment accepts: --key FOLDER.`,
    );
  }
  return { key: await openTokenKey(folder), issuer, audience };
}
