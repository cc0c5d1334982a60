// The front page: a switch, the curve of the network that trains in worker.js, and what it says to twenty images.

const demo = document.querySelector("#demo");
const button = document.querySelector("#switch");
const names = { false: "without", true: "with" };
const curves = { without: [], with: [] };
let worker;

const percent = (share) => `${Math.round(100 * share)} %`;

function draw(name) {
  const points = curves[name].map((share, epoch) => `${44 + (504 * (epoch + 1)) / 20} ${210 - 200 * share}`);
  document.getElementById(name).setAttribute("d", points.length ? `M${points.join("L")}` : "");
  const label = document.getElementById(`label-${name}`);
  const last = curves[name].at(-1);
  label.toggleAttribute("hidden", curves[name].length < 20);
  label.textContent = `${name} batch norm ${last === undefined ? "" : percent(last)}`;
  label.setAttribute("x", 546);
  label.setAttribute("y", 210 - 200 * (last ?? 0) + (name === "with" ? 22 : -12));
}

function picture(pixels) {
  const item = document.createElement("li");
  const canvas = item.appendChild(Object.assign(document.createElement("canvas"), { width: 8, height: 8 }));
  canvas.setAttribute("aria-hidden", "true");
  const ink = canvas.getContext("2d");
  const image = ink.createImageData(8, 8);
  pixels.forEach((v, i) => {
    image.data.set([255 - 255 * v, 255 - 255 * v, 255 - 255 * v, 255], 4 * i);
  });
  ink.putImageData(image, 0, 0);
  item.appendChild(document.createElement("span"));
  return item;
}

function answers(said, truth) {
  for (const [i, item] of [...document.querySelector("#images").children].entries()) {
    const right = said[i] === truth[i];
    const span = item.querySelector("span");
    span.className = right ? "right" : "wrong";
    span.textContent = `${said[i]} ${right ? "✓" : "✗"}`;
    span.setAttribute("aria-label", `shows ${truth[i]}, read as ${said[i]}`);
    span.setAttribute("role", "img");
  }
}

function run(batchnorm) {
  const name = names[batchnorm];
  curves[name] = [];
  demo.classList.toggle("on", batchnorm);
  button.setAttribute("aria-checked", batchnorm);
  button.classList.remove("ready");
  demo.dataset.done = "";
  worker?.terminate(); // what trained before the switch is of no interest any more
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ batchnorm, folder: new URL(demo.dataset.net, document.baseURI).href });
  worker.onmessage = ({ data }) => {
    if (data.images) {
      document.querySelector("#images").replaceChildren(...data.images.map(picture));
      return;
    }
    curves[name].push(data.accuracy);
    draw(name);
    answers(data.said, data.truth);
    document.querySelector("#score").textContent = percent(data.accuracy);
    if (curves[name].length === 20) {
      demo.dataset.done = name;
      if (!batchnorm) button.classList.add("ready");
    }
  };
}

button.addEventListener("click", () => run(button.getAttribute("aria-checked") !== "true"));
button.disabled = false;
run(false);
