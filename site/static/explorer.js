// <bnlab-explorer src="explorers/bias.json">: an explorer that moves in the page, with no kernel. What it
// shows was written by site/build.py; its view is the notebooks' own. Its stored picture, the element's
// content, stays until the explorer is drawn.

const styles = new Map(); // by address: the view's style sheet, read once for all

async function styleOf(address) {
  if (!styles.has(address)) {
    const sheet = new CSSStyleSheet();
    styles.set(
      address,
      fetch(address).then(async (answer) => sheet.replace(await answer.text())),
    );
  }
  return styles.get(address);
}

class Live extends HTMLElement {
  connectedCallback() {
    const near = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        near.disconnect();
        this.draw();
      },
      { rootMargin: "800px" },
    );
    near.observe(this);
    addEventListener("beforeprint", () => this.draw(), { once: true });
  }

  async draw() {
    if (this.drawing) return;
    this.drawing = true;
    const source = new URL(this.getAttribute("src"), document.baseURI);
    const there = (file) => new URL(file, source).href;
    const [spec, view, sheet] = await Promise.all([
      fetch(source).then((answer) => answer.json()),
      import(there("view.js")),
      styleOf(there("view.css")),
    ]);
    const own = spec.script ? await import(there(`gallery/${spec.script}`)) : {};
    const root = this.attachShadow({ mode: "open" }); // the theme's rules for forms and tables stay outside
    root.adoptedStyleSheets = [sheet];
    const host = root.appendChild(document.createElement("div"));
    host.style.colorScheme = "inherit"; // light or dark with the page
    view.page(host, spec, own.compute);
    this.setAttribute("drawn", "");
  }
}

customElements.define("bnlab-explorer", Live);
