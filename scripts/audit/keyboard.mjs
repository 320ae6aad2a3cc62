// Buys with the keyboard alone: Tab, Enter, Space, arrows and letters, from the home page to "paid".
import { openBrowser, openContext, desktop } from "./mall.mjs";

const browser = await openBrowser();
const context = await openContext(browser, { viewport: desktop });
const page = await context.newPage();
let keys = 0;
let stops = 0;

try {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expectFocus("a.skip", "the first stop skips to the content");
  await page.keyboard.press("Enter");
  await reach("main a[href^='/p/']");
  await follow("/p/");

  await reach("#buy input[name=variant]:not([type=hidden]), #buy button.buy");
  await reach("#buy button.buy");
  await follow("/cart");
  await reach("main a[href='/checkout']");
  await follow("/checkout");

  await type("name", "Pembeli Papan Ketik");
  await type("phone", "081234567891");
  for (const [name, value] of [["province", "Jawa Timur"], ["regency", "Kabupaten Banyuwangi"], ["district", "Glagah"], ["village", "Kemiren"]]) await choose(name, value);
  await type("postal_code", "68432");
  await type("line", "Jalan Barong 5");
  await reach("input[type=radio][name^=shipping_]");
  await answered(() => press("ArrowDown")); // another way to deliver than the one proposed
  await reach("input[name=payment_method]");
  if (await page.evaluate(() => document.activeElement.value) !== "sandbox") throw new Error("sandbox is not the first way to pay");
  await reach("#checkout button.buy:not([name])");
  await press("Enter");
  await page.waitForURL(/\/(orders|sandbox)\//);
  if (!page.url().includes("/sandbox/")) {
    await reach("main a[href*='/sandbox/pay/']");
    await follow("/sandbox/");
  }
  await reach("main form[action$='/pay'] button");
  await press("Enter");
  await page.waitForURL(/\/orders\/[^/]+/);
  const number = new URL(page.url()).pathname.split("/")[2];
  await page.locator("main h1", { hasText: "Sudah dibayar" }).waitFor();
  console.log(`  order ${number} is paid: ${keys} keys, ${stops} stops of Tab`);
} catch (error) {
  const focus = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  console.error(`  at ${page.url()}: ${error.message}\n  the focus is on ${focus}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}

async function press(key) {
  keys++;
  await page.keyboard.press(key);
}

// reach moves on by Tab until the focus is on what the selector names. Each stop must be seen: in the window and with an outline.
async function reach(selector) {
  for (let tries = 0; tries < 150; tries++) {
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return expectVisible(selector);
    stops++;
    await press("Tab");
  }
  throw new Error(`Tab never comes to ${selector}`);
}

async function expectFocus(selector, why) {
  if (!await page.evaluate((s) => document.activeElement.matches(s), selector)) throw new Error(why);
}

async function expectVisible(selector) {
  const seen = await page.evaluate(() => {
    const at = document.activeElement;
    const outlined = (element, part) => {
      const style = getComputedStyle(element, part);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    const marked = outlined(at) || outlined(at, "::after") || outlined(at.parentElement) ||
      (at.nextElementSibling !== null && outlined(at.nextElementSibling)); // a radio's outline is around its words
    const box = at.getBoundingClientRect();
    return marked && box.bottom > 0 && box.top < innerHeight;
  });
  if (!seen) throw new Error(`the focus on ${selector} cannot be seen`);
}

async function follow(path) {
  await press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith(path));
  await page.waitForLoadState("load");
}

async function type(name, text) {
  await reach(`#f-${name}`);
  keys += text.length;
  await page.keyboard.type(text);
}

// choose types an option's first letters in a list, as one does, and waits for the next list to fill.
async function choose(name, text) {
  await reach(`#f-${name}`);
  const chosen = () => page.evaluate((id) => document.getElementById(id).selectedOptions[0]?.text ?? "", `f-${name}`);
  if ((await chosen()).includes(text)) return;
  keys += text.length;
  await answered(() => page.keyboard.type(text));
  if (!(await chosen()).includes(text)) throw new Error(`typing ${text} in ${name} chose ${await chosen()}`);
  await expectFocus(`#f-${name}`, `after choosing in ${name} the focus is lost`);
}

// answered does something that the page sends to the server by itself, and waits until the answer is not only here but shown: what is
// typed before that is lost with the form that it replaces.
async function answered(act) {
  await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), act()]);
  await page.waitForFunction(() => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling") === null);
  await page.waitForTimeout(50); // htmx settles 20 ms after the swap
}
