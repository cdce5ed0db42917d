// The rule of the register, as rules/register.py says it; a test holds the two against each other on random histories.
const present = new Set(["arrived", "walk_in"]);

export function fold(facts) {
  const once = new Map(facts.map((each) => [each.id, each]));
  const undone = new Set([...once.values()].filter((each) => each.kind === "undo").map((each) => each.follows));
  const byWho = new Map();
  for (const each of once.values()) {
    if (!byWho.has(each.who)) byWho.set(each.who, []);
    if (each.kind !== "undo" && !undone.has(each.id)) byWho.get(each.who).push(each);
  }
  return new Map([...byWho].map(([who, rows]) => [who, stateOf(rows, once)]));
}

function stateOf(all, once) {
  const settled = Math.max(-1, ...all.filter((each) => each.kind === "cleared").map((each) => each.order));
  const rows = all.filter((each) => each.kind !== "cleared" && each.order > settled);
  const here = rows.filter((each) => present.has(each.kind));
  const absent = rows.filter((each) => each.kind === "absent");
  const left = rows.filter((each) => each.kind === "left");
  const gone = left.filter((bye) => !here.some((back) => after(back, bye, once)));
  const missing = absent.filter((no) => here.some((yes) => after(no, yes, once)));
  const disagree = new Set();
  for (const no of absent)
    for (const yes of here)
      if (no.device !== yes.device && !missing.includes(no) && !after(yes, no, once)) disagree.add(no.id).add(yes.id);
  for (const bye of gone)
    for (const yes of here)
      if (bye.device !== yes.device && yes.order > bye.order && !after(bye, yes, once)) disagree.add(bye.id).add(yes.id);
  const where = gone.length ? "left" : here.length ? "here" : absent.length ? "absent" : "expected";
  const last = rows.reduce((best, each) => (best && compare(best, each) > 0 ? best : each), null);
  const ids = (found) => [...found].sort();
  return { where, last: last ? last.id : "", disagree: ids(disagree), missing: ids(missing.map((each) => each.id)) };
}

const compare = (a, b) => a.order - b.order || a.own - b.own || (a.id < b.id ? -1 : 1);

function after(later, earlier, once) {
  if (later.device && later.device === earlier.device) return later.own > earlier.own;
  const seen = new Set();
  let at = later;
  while (at && at.follows && !seen.has(at.follows)) {
    if (at.follows === earlier.id) return true;
    seen.add(at.follows);
    at = once.get(at.follows);
    if (at && at.device && at.device === earlier.device && at.own > earlier.own) return true;
  }
  return false;
}
