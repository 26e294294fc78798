// Keyboard shortcuts of the handler's desk. They move the focus and nothing else: no key does anything to a case, and
// whatever they reach is reached with Tab as well. Without this script the page has no shortcuts and lacks nothing.
//
// Single letters get in the way of speech input and of some screen readers (WCAG 2.1.4), so that they can be turned off in
// the dialog that `?` opens; the choice is kept in this browser.
//
//   [data-shortcut="a"]        gets the focus on `a`
//   [data-shortcut-row]        `j` and `k` go from one to the next
//   [data-shortcut-search]     `/`
//   [data-shortcut-back]       `u`
//   [data-shortcuts]           shown when the script runs: the button and the dialog

const KEPT = "fullmakt-shortcuts";

const isOn = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};

const typesText = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || element.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"])'));

const focus = (element) => {
  if (!element) return false;
  element.closest("details:not([open])")?.setAttribute("open", "");
  element.focus();
  element.scrollIntoView({ block: "nearest" });
  return true;
};

const nextRow = (step) => {
  const rows = [...document.querySelectorAll("[data-shortcut-row]")];
  const at = rows.indexOf(document.activeElement);
  if (at === -1) return focus(rows[step > 0 ? 0 : rows.length - 1]);
  return focus(rows[Math.min(Math.max(at + step, 0), rows.length - 1)]);
};

const holder = document.querySelector("[data-shortcuts]");
const dialog = holder?.querySelector("[data-shortcuts-dialog]");
const onBox = holder?.querySelector("[data-shortcuts-on]");

if (holder && dialog && onBox) {
  holder.hidden = false;
  onBox.checked = isOn();
  onBox.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, onBox.checked ? "on" : "off");
    } catch {
      // Kept for this page alone.
    }
  });
  holder.querySelector("[data-shortcuts-open]")?.addEventListener("click", () => dialog.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (dialog.open || typesText(event.target) || !onBox.checked) return;
    let done = false;
    if (event.key === "?") {
      dialog.showModal();
      done = true;
    } else if (event.key === "j" || event.key === "k") {
      done = nextRow(event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      done = focus(document.querySelector("[data-shortcut-search]"));
    } else if (event.key === "u") {
      done = focus(document.querySelector("[data-shortcut-back]"));
    } else if (/^[a-z]$/.test(event.key)) {
      done = focus(document.querySelector(`[data-shortcut="${event.key}"]`));
    }
    if (done) event.preventDefault();
  });
}
