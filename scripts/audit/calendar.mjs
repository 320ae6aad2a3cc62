// Reads every iCalendar file of the mall with ical.js, strictly: a warning or an event without what calendars need is a miss.
import ICAL from "ical.js";

const base = process.env.LAPAK_BASE;
ICAL.design.strict = true;
let missed = 0;
const miss = (path, text) => { missed++; console.error(`${path}: ${text}`); };
console.warn = (...words) => miss("warning", words.join(" "));

async function read(path) {
  const answer = await fetch(base + path);
  if (answer.status !== 200 || !answer.headers.get("content-type").startsWith("text/calendar")) return miss(path, `${answer.status} ${answer.headers.get("content-type")}`), [];
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  const events = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const seen = new Set();
  for (const event of events) {
    const text = (name) => event.component.getFirstPropertyValue(name);
    if (!event.uid || seen.has(event.uid)) miss(path, `UID ${event.uid} is missing or twice`);
    seen.add(event.uid);
    if (!event.summary || !event.startDate || !event.endDate || event.endDate.compare(event.startDate) <= 0) miss(path, `${event.uid} has no name or time`);
    if (!text("dtstamp") || text("sequence") === null || !["CONFIRMED", "CANCELLED"].includes(text("status"))) miss(path, `${event.uid} has no stamp, sequence or status`);
  }
  console.log(`${path}: ${events.length} events`);
  return events;
}

const all = await read("/festivals.ics");
if (all.length === 0) miss("/festivals.ics", "no events");
const pages = new Set(all.map((event) => new URL(event.component.getFirstPropertyValue("url")).pathname));
for (const page of pages) await read(`${page}/calendar.ics`);
process.exit(missed ? 1 : 0);
