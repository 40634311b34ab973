import { describe, expect, test } from "vitest";
import { AlarmSchedule } from "../../src/ledger/alarm-schedule.ts";

/** The platform's alarm, which may fail to be set. */
class Platform {
  readonly set: number[] = [];
  failures = 0;
  readonly #failed: unknown[] = [];
  readonly schedule = new AlarmSchedule({
    waitUntil: (promise: Promise<unknown>) => {
      promise.catch((error: unknown) => this.#failed.push(error));
    },
    storage: {
      setAlarm: (time: number) => {
        if (this.failures > 0) {
          this.failures -= 1;
          return Promise.reject(new Error("no storage"));
        }
        // As the platform does: it counts nanoseconds in 64 bits.
        if (!(time >= 0 && time * 1e6 < 2 ** 63)) throw new TypeError("no time that can be kept");
        this.set.push(time);
        return Promise.resolve();
      },
    },
  } as unknown as DurableObjectState);

  get alarm(): number | undefined {
    return this.set.at(-1);
  }

  get failed(): number {
    return this.#failed.length;
  }

  due(now: number): string[] {
    return [...this.schedule.due(now)].toSorted((a, b) => a.localeCompare(b));
  }
}

const ALL = ["check", "mining", "watchers"];

describe("the alarm", () => {
  test("is set for the earliest of its uses, in whatever order they are planned", () => {
    const platform = new Platform();

    platform.schedule.set("watchers", 5_000);
    platform.schedule.set("mining", 9_000);
    expect(platform.alarm).toBe(5_000);
    platform.schedule.set("mining", 3_000);
    expect(platform.alarm).toBe(3_000);
  });

  test("is set later when its use is put off, but for no later than the others need it", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.schedule.set("watchers", 5_000);

    platform.schedule.set("mining", 60_000);
    expect(platform.alarm).toBe(5_000);
    platform.schedule.set("watchers", undefined);
    expect(platform.alarm).toBe(60_000);
  });

  test("is not set again for what changes nothing", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);

    platform.schedule.set("mining", 3_000);
    platform.schedule.setBy("mining", 8_000);
    platform.schedule.set("watchers", 8_000);

    expect(platform.set).toEqual([3_000]);
  });

  test("is set by the next call where it could not be set before", async () => {
    const platform = new Platform();
    platform.failures = 1;
    platform.schedule.set("mining", 3_000);
    await scheduler.wait(0);
    expect([platform.failed, platform.set]).toEqual([1, []]);

    platform.schedule.setBy("mining", 4_000);

    expect(platform.alarm).toBe(3_000);
  });

  test.each([
    ["seconds taken for milliseconds", Date.UTC(2026, 0) * 1000],
    ["the last of all safe integers", Number.MAX_SAFE_INTEGER],
    ["infinity", Infinity],
    ["the past", -1],
    ["before all time", -Infinity],
  ])("is set for a time that can be kept, where %s is asked for", async (_, time) => {
    const platform = new Platform();

    platform.schedule.set("watchers", time);
    await scheduler.wait(0);

    expect(platform.set).toHaveLength(1);
    expect(platform.failed).toBe(0);
  });

  test("is not set for what is no time", () => {
    const platform = new Platform();

    platform.schedule.set("watchers", Number.NaN);
    platform.schedule.set("mining", undefined);

    expect(platform.set).toEqual([]);
  });
});

describe("when the alarm comes", () => {
  test("the uses are due whose time has come, and it is set for the others", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.schedule.set("watchers", 5_000);

    expect(platform.due(3_001)).toEqual(["mining"]);
    expect(platform.set).toEqual([3_000, 5_000]);
    expect(platform.due(6_000)).toEqual(["watchers"]);
    expect(platform.set).toEqual([3_000, 5_000]);
  });

  test("a use that was due can be planned again", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.due(3_000);

    platform.schedule.setBy("mining", 8_000);

    expect(platform.alarm).toBe(8_000);
  });

  test("all are due where this object did not set it", () => {
    expect(new Platform().due(3_000)).toEqual(ALL);
  });

  test("all are due where it comes before its time, as one from before the object started does", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 9_000);

    expect(platform.due(3_000)).toEqual(ALL);
  });

  test("all are due where it is delivered again", () => {
    const platform = new Platform();
    platform.schedule.set("mining", 3_000);
    platform.due(3_000);

    expect(platform.due(3_000)).toEqual(ALL);
  });

  test("a use that was planned before the object started is not forgotten, and nothing is written for it", () => {
    const platform = new Platform();
    platform.schedule.recall("watchers", 5_000);
    expect(platform.set).toEqual([]);

    platform.schedule.set("mining", 60_000);

    expect(platform.alarm).toBe(5_000);
  });
});

test("the platform keeps the latest time that an alarm is set for", async () => {
  const { ledger } = await import("../support/storage/main.ts");
  const { runInDurableObject } = await import("cloudflare:test");
  const alarm = await runInDurableObject(ledger(), async (_, state) => {
    new AlarmSchedule(state).set("watchers", Infinity);
    return state.storage.getAlarm();
  });

  expect(alarm).toBe(Date.UTC(2200, 0));
});
