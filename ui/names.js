// Fetches the name that belongs to an organisation number, when the number is typed to its end or the button beside it
// is pressed, and puts it into the name's field if nothing stands there. What the register said is written below the
// number, where a screen reader hears of it.
//
// The page works without this script: the same button sends the form, which comes back with the name filled in. The
// markup, where NUMBER is the field's id and ends in -number:
//
//   <input id="NUMBER" aria-describedby="NUMBER-svar">
//   <button type="submit" data-look-up="NUMBER" data-working="…">…</button>
//   <p id="NUMBER-svar" role="status"></p>

const bare = (text) => text.replace(/[\s.]/g, "");

const prepare = (button) => {
  const number = document.getElementById(button.dataset.lookUp);
  const name = document.getElementById(button.dataset.lookUp.replace(/-number$/, "-name"));
  const answer = document.getElementById(`${button.dataset.lookUp}-svar`);
  if (!number || !name || !answer) return;

  let asked = "";
  const lookUp = async () => {
    const wanted = bare(number.value);
    if (wanted === "") return;
    asked = wanted;
    answer.textContent = button.dataset.working ?? "";
    let said = { text: "" };
    try {
      const response = await fetch(`/bestill/navn/${encodeURIComponent(wanted)}`, { headers: { accept: "application/json" } });
      said = await response.json();
    } catch {
      // The network is gone: the name is typed by hand, as without this script.
    }
    // An answer about a number that was typed over meanwhile is no answer.
    if (asked !== wanted || bare(number.value) !== wanted) return;
    answer.textContent = said.text ?? "";
    // Nor is a field filled in which somebody is about to type.
    if (said.name && name.value.trim() === "" && document.activeElement !== name) name.value = said.name;
  };

  number.addEventListener("change", () => {
    if (bare(number.value).length >= 9) lookUp();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    lookUp();
  });
};

for (const button of document.querySelectorAll("button[data-look-up]")) prepare(button);
