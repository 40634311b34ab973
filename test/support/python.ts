import { execFileSync } from "node:child_process";

/** Whether Python has the package `cryptography`, which some printed programs need; without it they are not run. */
export const hasCryptography = (() => {
  try {
    execFileSync("python3", ["-c", "import cryptography"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** Whether there is Python at all. */
export const hasPython = (() => {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();
