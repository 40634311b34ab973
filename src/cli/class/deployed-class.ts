import { isProblem } from "../../client/errors.ts";
import { describeLedger } from "../../client/ledgers.ts";
import { pause } from "../../client/waiting.ts";
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
  await refuseUsedName(server, plan.name);
  try {
    await open(server, plan, issuer, options, io);
    await pause(options.ends.getTime() - Date.now(), options.stop);
  } catch (error) {
    // What was being opened then is deleted like the rest.
    if (!options.stop.aborted) throw error;
  }
  if (options.keep) return;
  print(io.stdout, "Deleting the class and its ledgers.");
  await deleteClass(server, plan.name).catch((error: Error) => {
    throw new Error(`${error.message} To try again, run the command again and end it.`, { cause: error });
  });
}

async function open(server: ClassServer, plan: ClassPlan, issuer: Issuer, options: RunOptions, io: Io): Promise<void> {
  const { name, students: names } = plan;
  const { folder, ends, keep, stop } = options;
  await openClass(server, plan, ends, stop);
  await saveClass(folder, { plan });
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

/** A name whose ledger was deleted can never be used again, so that no two histories are signed under one name. */
async function refuseUsedName(server: ClassServer, name: string): Promise<void> {
  try {
    await describeLedger(ledgerOn(server, name));
  } catch (error) {
    if (isProblem(error, "ledger-not-found")) return;
    if (!isProblem(error, "ledger-deleted")) throw error;
    throw new Error(`A class called ${name} has been held there, and was deleted. Choose another --name.`, {
      cause: error,
    });
  }
}
