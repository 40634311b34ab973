import { readClass } from "../../client/routes/classes.ts";
import { isProblem } from "../../client/transport/errors.ts";
import { describeLedger } from "../../client/routes/ledgers.ts";
import { pause } from "../../client/transport/waiting.ts";
import { type Io, print } from "../io.ts";
import { announcement, boardWords } from "./announcement.ts";
import type { ClassPlan } from "./class-plan.ts";
import { type ClassServer, ledgerOn } from "./class-server.ts";
import { deleteClass } from "./closing.ts";
import type { RunOptions } from "./local-class.ts";
import { createClassLedger, openClass } from "./opening.ts";
import { saveClass } from "./plan-file.ts";
import { writeSheet } from "./sheet-file.ts";
import { type Issuer, studentToken, teacherToken, teacherTokens } from "./tokens.ts";

/**
 * Runs a class on a deployment until the command is asked to end, or the class's time is over. Then it deletes the class and
 * its ledgers, unless they are to be kept.
 *
 * @throws Error if the class could not be opened, or not be deleted
 */
export async function runDeployedClass(plan: ClassPlan, issuer: Issuer, options: RunOptions, io: Io): Promise<void> {
  const server = { url: plan.url ?? "", token: teacherTokens(issuer, plan.name) };
  if (!options.isResumed) await refuseUsedName(server, plan.name);
  // If its ledger is deleted, the run before was stopped while it deleted the class: this one goes on there.
  const isEnding = (await presenceOf(server, plan.name)) === "deleted";
  try {
    if (!isEnding) {
      // From now on there is something to delete, even if this run is killed.
      await saveClass(options.folder, { plan });
      await open(server, plan, issuer, options, io);
      await pause(options.ends.getTime() - Date.now(), options.stop);
    }
  } catch (error) {
    // What was being opened then is deleted like the rest.
    if (!options.stop.aborted) throw error;
  }
  if (options.keep && !isEnding) return;
  print(io.stdout, "Deleting the class and its ledgers.");
  await deleteClass(server, plan.name).catch((error: Error) => {
    throw new Error(`${error.message} To try again, run the command again and end it.`, { cause: error });
  });
}

async function open(server: ClassServer, plan: ClassPlan, issuer: Issuer, options: RunOptions, io: Io): Promise<void> {
  const { name, students: names } = plan;
  const { folder, ends, keep, stop } = options;
  await openClass(server, plan, ends, stop);
  const students = await Promise.all(
    names.map(async (own, place) => ({
      number: place + 1,
      ...(own === null ? {} : { name: own }),
      link: `${server.url}/#token=${await studentToken(issuer, name, place + 1, ends)}`,
    })),
  );
  const sheet = await writeSheet(folder, { name, ends: ends.toISOString(), addresses: [server.url], students });
  print(io.stdout, announcement({ plan, ends, sheet, addresses: [server.url] }));
  await createClassLedger(server, plan, stop);
  const board = `${server.url}/#token=${await teacherToken(issuer, name, ends)}`;
  print(io.stdout, boardWords(name, ends, board, keep));
}

/**
 * Refuses a name of a new class that was used before. The ledger of another class would be taken over, and deleted at the
 * end; and a deleted name can never be used again, so that no two histories are signed under one name.
 */
async function refuseUsedName(server: ClassServer, name: string): Promise<void> {
  const presence = await presenceOf(server, name);
  if (presence === "absent" && !(await hasClass(server, name))) return;
  throw new Error(
    presence === "deleted"
      ? `A class called ${name} has been held there, and was deleted. Choose another --name.`
      : `There is a class or a ledger called ${name} already. Choose another --name.`,
  );
}

/** Whether there is a ledger of this name. */
async function presenceOf(server: ClassServer, name: string): Promise<"present" | "absent" | "deleted"> {
  try {
    await describeLedger(ledgerOn(server, name));
    return "present";
  } catch (error) {
    if (isProblem(error, "ledger-not-found")) return "absent";
    if (isProblem(error, "ledger-deleted")) return "deleted";
    throw error;
  }
}

async function hasClass(server: ClassServer, name: string): Promise<boolean> {
  try {
    await readClass(ledgerOn(server, name), name);
    return true;
  } catch (error) {
    if (isProblem(error, "class-not-found")) return false;
    throw error;
  }
}
