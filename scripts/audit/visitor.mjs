// A person with a phone: finds things by the words that are seen, and counts what each step costs.
import { openContext, phone } from "./mall.mjs";

// A choice from a list is two taps: to open it, and to choose. A field is one that is typed into, without the tap into it.
export class Visitor {
  taps = 0;
  fields = 0;
  loads = 0;

  static async open(browser, language) {
    const visitor = new Visitor();
    visitor.context = await openContext(browser, { viewport: phone, language });
    visitor.page = await visitor.context.newPage();
    visitor.page.on("domcontentloaded", () => visitor.loads++);
    return visitor;
  }

  // start opens the first page; the seconds run from here.
  async start(path) {
    this.began = performance.now();
    await this.page.goto(path);
  }

  // role finds what can be tapped by its name, also with words around it.
  role(role, name) {
    return this.page.getByRole(role, { name }).filter({ visible: true }).first();
  }

  async tap(element) {
    this.taps++;
    await element.tap();
  }

  link(name) { return this.tap(this.role("link", name)); }
  button(name) { return this.tap(this.role("button", name)); }
  unfold(words) { return this.tap(this.page.locator("summary", { hasText: words }).filter({ visible: true }).first()); }
  pick(words) { return this.tap(this.page.locator("label", { hasText: words }).filter({ visible: true }).first()); }

  field(label) {
    return this.page.getByLabel(label).filter({ visible: true }).first();
  }

  async type(label, text) {
    this.fields++;
    await this.field(label).fill(text);
  }

  // choose takes an option by its words, and waits until the page has followed.
  async choose(label, words) {
    this.taps += 2;
    const list = this.field(label);
    const value = await list.locator("option", { hasText: words }).first().getAttribute("value");
    const follows = await list.getAttribute("hx-post") !== null;
    const answer = follows && this.page.waitForResponse((r) => r.request().method() === "POST");
    await list.selectOption(value);
    await answer;
    await this.page.waitForFunction(() => !document.querySelector(".htmx-request"));
  }

  // attach chooses pictures: a tap to open the album and one a picture.
  async attach(label, ...pictures) {
    this.taps += 1 + pictures.length;
    await this.field(label).setInputFiles(pictures);
  }

  // sees waits for words: the goal, or a step on the way.
  async sees(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  arrive() {
    this.seconds = (performance.now() - this.began) / 1000;
  }
}
