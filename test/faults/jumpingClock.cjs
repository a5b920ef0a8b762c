/** Preloaded into a process: its clock jumps by hours, forward and back, whenever it is asked for the time. */
const HOURS = [0, 5, -7, 24, -48, 1, -1];
const ASKED_UNTIL_JUMP = 3;

const now = Date.now;
let asked = 0;

Date.now = () => now() + (HOURS[Math.floor(asked++ / ASKED_UNTIL_JUMP) % HOURS.length] ?? 0) * 3_600_000;

globalThis.Date = class extends Date {
  constructor(...args) {
    if (args.length === 0) super(Date.now());
    else super(...args);
  }
};
