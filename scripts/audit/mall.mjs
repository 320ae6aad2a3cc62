// The running demo as a browser sees it; shared by the audit's programs.
import { chromium } from "playwright-core";

export const base = process.env.LAPAK_BASE;
export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };
export const password = "lapak-demo-2026";

// Nothing but the demo is asked for over the network.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
  "--disable-domain-reliability", "--no-pings", "--disable-sync", "--no-default-browser-check"];

export function openBrowser(...args) {
  return chromium.launch({ executablePath: process.env.LAPAK_CHROMIUM, headless: true, args: [...quiet, ...args] });
}

export async function openContext(browser, { viewport = phone, language = "id" } = {}) {
  const context = await browser.newContext({
    viewport, baseURL: base, locale: language, hasTouch: viewport.width < 800, isMobile: viewport.width < 800,
    bypassCSP: true, // the audits look into the pages with their own scripts
  });
  context.setDefaultTimeout(20_000);
  return context;
}

// signIn gives the context the session of a demo account.
export async function signIn(context, name) {
  const answer = await context.request.post("/api/v1/sessions", { data: { email: `${name}@lapak.test`, password } });
  if (!answer.ok()) throw new Error(`${name} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

// read asks the API and answers its JSON.
export async function read(context, path) {
  const answer = await context.request.get(`/api/v1${path}`);
  if (!answer.ok()) throw new Error(`GET ${path}: ${answer.status()}`);
  return answer.json();
}

// aProduct is one that is on sale, with its choices.
export async function aProduct(context, query = "") {
  const { items } = await read(context, `/products?in_stock=true&limit=1${query}`);
  if (items.length === 0) throw new Error("no product is on sale");
  return read(context, `/products/${items[0].slug}`);
}

// table prints rows of text in columns.
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => String(cell).padEnd(widths[i])).join("  ").trimEnd()}`);
}
